// Command pluginhost loads a plugin.
package main

import (
	"os"
	"plugin"
	"recording/counts"
)

var kept [][]string

func main() {
	for i := 0; i < 100; i++ {
		kept = append(kept, make([]string, i))
	}
	plugged, err := plugin.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	symbol, err := plugged.Lookup("Allocate")
	if err != nil {
		panic(err)
	}
	allocate := symbol.(func(int) []string)
	for i := 0; i < 100; i++ {
		kept = append(kept, allocate(i))
	}
	counts.Print()
}
