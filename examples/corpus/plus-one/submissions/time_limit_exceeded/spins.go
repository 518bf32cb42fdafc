package main

var sink uint64

func main() {
	for {
		sink = sink*3 + 1
	}
}
