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
ones := 0
for x := t[0]; x > 0; x &= x - 1 {
	ones++
}
fmt.Println([]string{"even", "odd"}[ones%2])
}
