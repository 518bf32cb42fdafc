package main

import (
	"fmt"
	"os"
)

func main() {
	var word string
	var a, b int64
	fmt.Scan(&word, &a, &b)
	if word == "crash" {
		os.Exit(3)
	}
	for word == "loop" {
	}
	if word == "burn" {
		x := uint32(1)
		for i := int64(0); i < a; i++ {
			x = (x*1103515245 + 12345) & 0x7fffffff
		}
		fmt.Println(x)
	} else {
		fmt.Println(a + b)
	}
}
