package main

import (
	"bufio"
	"fmt"
	"os"
)

func prime(x int64) bool {
	for d := int64(2); d*d <= x; d++ {
		if x%d == 0 {
			return false
		}
	}
	return x >= 2
}

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
for p := int64(2); ; p++ {
	if prime(p) && prime(t[0]-p) {
		fmt.Println(p, t[0]-p)
		return
	}
}
}
