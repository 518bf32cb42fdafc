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
m := int(t[1])
top, most := 0, int64(-1)
for set := 0; set < 1<<uint(m); set++ {
	sum := int64(0)
	for i := 0; i < m; i++ {
		if set>>uint(i)&1 == 1 {
			sum += t[2+i]
		}
	}
	if sum <= t[0] && sum > most {
		most, top = sum, set
	}
}
for i := 0; i < m; i++ {
	if top>>uint(i)&1 == 1 {
		fmt.Println(i + 1)
	}
}
}
