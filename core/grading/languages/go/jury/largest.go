package main

import (
	"bufio"
	"fmt"
	"os"
)

//<solve
func solve(numbers []int) int {
	largest := numbers[0]
	for _, number := range numbers {
		if number > largest {
			largest = number
		}
	}
	return largest
}
//>

func main() {
	in := bufio.NewReader(os.Stdin)
	var count int
	fmt.Fscan(in, &count)
	numbers := make([]int, count)
	for i := range numbers {
		fmt.Fscan(in, &numbers[i])
	}
	fmt.Println(solve(numbers))
}
