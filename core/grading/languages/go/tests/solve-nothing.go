package main

func solve() bool { return true }
