// Command cases allocates in many ways and ends in many others. Its first argument is the case, the rest is the case's own.
package main

import (
	"os"
	"recording/counts"
)

var cases = map[string]func(args []string){}

func main() {
	run := cases[os.Args[1]]
	if run == nil {
		println("no such case:", os.Args[1])
		os.Exit(64)
	}
	run(os.Args[2:])
	counts.Print()
}
