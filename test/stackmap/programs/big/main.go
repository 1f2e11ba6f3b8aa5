// Command big runs much of the standard library over data; the callbacks that the library calls stop and record the whole stack.
package main

import (
	"runtime"
	"runtime/debug"
	"sync"

	"stackmap/oracle"
)

var sink any

// stop records the caller's stack, and now and then lets the collector look at all stacks.
//
//go:noinline
func stop() {
	oracle.Stop("big")
	mutex.Lock()
	stops++
	collect := stops%200 == 0
	mutex.Unlock()
	if collect {
		runtime.GC()
	}
}

var (
	mutex sync.Mutex
	stops int
)

func main() {
	// The collector and the copier of stacks ask for maps too: let them ask often.
	debug.SetGCPercent(5)
	oracle.Run(func() {
		var group sync.WaitGroup
		for _, job := range []func(){parsing, encoding, templates, expressions, sorting, serving, formatting, compressing, texts, concurrency, numbers} {
			group.Add(1)
			go func(job func()) {
				defer group.Done()
				job()
			}(job)
		}
		group.Wait()
		oracle.StopAll("all")
	})
}
