package main
func solve(word string) int64 { return 1 }
