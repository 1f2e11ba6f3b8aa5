package main

import "os"

func usage(n int) []any {
	return []any{"a", n}
}

var kept []any

func main() {
	kept = usage(len(os.Args))
	for _, arg := range os.Args {
		kept = append(kept, arg)
	}
}
