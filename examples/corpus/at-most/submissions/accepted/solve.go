package main

func solve(numbers []int64, limit int64) int64 {
	count := int64(0)
	for _, number := range numbers {
		if number <= limit {
			count++
		}
	}
	return count
}
