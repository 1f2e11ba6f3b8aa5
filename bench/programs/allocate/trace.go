//go:build traced

package main

import (
	"io"
	"os"
	"runtime/trace"
)

// GODEBUG=traceallocfree=1 adds allocations and frees to an execution trace.
func init() {
	out, err := os.Create(os.Getenv("BENCH_TRACE"))
	if err != nil {
		panic(err)
	}
	if err := trace.Start(io.Writer(out)); err != nil {
		panic(err)
	}
}
