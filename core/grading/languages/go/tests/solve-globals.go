package main
var calls int64
func solve(numbers []int, word string) int64 { calls++; return calls }
