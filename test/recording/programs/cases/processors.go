package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func init() {
	// As many Ps as there are, each with a goroutine that allocates: they wait for one another without giving up theirs.
	cases["wide"] = func(args []string) {
		n := int64(runtime.GOMAXPROCS(0))
		var arrived atomic.Int64
		var all sync.WaitGroup
		for i := int64(0); i < n; i++ {
			all.Add(1)
			go func() {
				defer all.Done()
				arrived.Add(1)
				for end := time.Now().Add(20 * time.Second); arrived.Load() < n && time.Now().Before(end); {
					syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0)
				}
				var k keeper
				for i := 0; i < 5; i++ {
					k.mixed(i)
				}
			}()
		}
		all.Wait()
	}
	// Ps that go and come again while goroutines allocate on them.
	cases["procs"] = func(args []string) {
		var stop atomic.Bool
		var all sync.WaitGroup
		for i := 0; i < 8; i++ {
			all.Add(1)
			go func() {
				defer all.Done()
				var k keeper
				for i := 0; !stop.Load(); i++ {
					k.mixed(i)
				}
			}()
		}
		for round := 0; round < number(args, 0, 40); round++ {
			for _, n := range []int{1, 8, 2, 64, 3} {
				runtime.GOMAXPROCS(n)
				time.Sleep(time.Millisecond)
			}
		}
		stop.Store(true)
		all.Wait()
	}
	// Goroutines that are preempted wherever they are, more of them than Ps.
	cases["preempted"] = func(args []string) {
		var all sync.WaitGroup
		for i := 0; i < 64; i++ {
			all.Add(1)
			go func() {
				defer all.Done()
				var k keeper
				for i := 0; i < number(args, 0, 300); i++ {
					k.mixed(i)
					if i%20 == 0 {
						runtime.GC()
					}
				}
			}()
		}
		all.Wait()
	}
}
