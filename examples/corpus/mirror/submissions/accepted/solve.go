package main

import (
	"bufio"
	"io"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes(10)
		if err == io.EOF {
			return
		}
		for i := len(line) - 2; i >= 0; i-- {
			out.WriteByte(line[i])
		}
		out.WriteByte(10)
	}
}
