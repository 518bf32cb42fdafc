package main

import "fmt"

func say(word string) { fmt.Println(word) }
