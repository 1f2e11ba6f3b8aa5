//go:build profiled

package main

import "runtime/pprof"

// The linker switches the profiler off in programs that do not refer to it.
func init() { _ = pprof.Lookup("allocs").Count() }
