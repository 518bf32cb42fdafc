package main

import "fmt"

func main() {
	var word string
	fmt.Scan(&word)
	say(word)
}
