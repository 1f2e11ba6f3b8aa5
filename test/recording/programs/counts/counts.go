// Package counts says what the runtime itself has counted, without allocating.
package counts

import (
	"os"
	"runtime"
)

var stats runtime.MemStats

// Print writes one line to stderr: what this process has allocated up to here. It leaves one P, so that no thread of the runtime's own can allocate
// between this and the end of the process: the scavenger's timers do, and so does a new thread (proc.go: allocm).
func Print() {
	runtime.GOMAXPROCS(1)
	runtime.ReadMemStats(&stats)
	println("FINAL", os.Getpid(), stats.Mallocs, stats.TotalAlloc, stats.Frees)
}
