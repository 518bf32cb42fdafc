package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	var t []int64
	for {
		var x int64
		if _, err := fmt.Fscan(in, &x); err != nil {
			break
		}
		t = append(t, x)
	}
fmt.Println(t[0] + 1)
}
