package main

import (
	"fmt"
	"strings"
)

func main() {
	var h int
	var c string
	fmt.Scan(&h, &c)
	for i := 1; i <= h; i++ {
		fmt.Println(strings.Repeat(" ", h-i) + strings.Repeat(c, 2*i-1))
	}
}
