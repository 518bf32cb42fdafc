package main

import (
	"bufio"
	"fmt"
	"os"
	"math"
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
for _, x := range t[1:] {
	fmt.Println(math.Sqrt(float64(x)))
}
}
