package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

func work() int64 {
	a := make([]int64, 1000000)
	var x, sum int64 = 1, 0
	for i := range a {
		x = x * 16807 % 2147483647
		a[i] = x
	}
	for i, v := range a {
		sum += v * int64(i%3)
	}
	return sum
}

func main() {
	in := bufio.NewReader(os.Stdin)
	line, _ := in.ReadString('\n')
	switch strings.TrimSpace(line) {
	case "sum":
		var a, b int64
		fmt.Fscan(in, &a, &b)
		fmt.Println(a + b)
	case "echo":
		line, _ = in.ReadString('\n')
		fmt.Println(strings.TrimSpace(line) + " → ✓")
	case "work":
		fmt.Println(work())
	case "exit":
		os.Exit(3)
	case "crash":
		var p *int
		*p = 1
	case "spin":
		for i := 0; ; i++ {
		}
	case "hog":
		var all [][]byte
		for {
			b := make([]byte, 1<<20)
			for i := range b {
				b[i] = 1
			}
			all = append(all, b)
		}
	case "flood":
		for {
			fmt.Println("flood")
		}
	}
}
