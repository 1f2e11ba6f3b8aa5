package main

import (
	"os"
	"runtime/pprof"
)

// How hot.pprof came to be: go run . hot.pprof
func profiled(name string) {
	f, err := os.Create(name)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	pprof.StartCPUProfile(f)
	println(hot(300_000_000))
	pprof.StopCPUProfile()
}
