package main

import "fmt"

func main() {
	var n, x int64
	fmt.Scan(&n)
	for ; n > 0; n-- {
		fmt.Scan(&x)
		r := 0.0
		for r*r < float64(x) {
			r += 0.000001
		}
		fmt.Printf("%.9f\n", r)
	}
}
