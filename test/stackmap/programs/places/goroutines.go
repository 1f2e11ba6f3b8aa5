package main

import (
	"context"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"stackmap/oracle"
)

// goroutines parks goroutines in every way and records them all.
func goroutines() {
	var end atomic.Bool
	var group sync.WaitGroup
	start := func(f func()) {
		group.Add(1)
		go func() { defer group.Done(); f() }()
	}
	receive, send := make(chan big), make(chan *node)
	var closed = make(chan struct{})
	start(func() { v := <-receive; use(v.left) })
	start(func() { v, ok := <-receive; sink = ok; use(v.right) })
	start(func() { send <- newNode("sent") })
	start(func() {
		select {
		case v := <-receive:
			use(v.left)
		case <-closed:
		}
	})
	start(func() {
		for range closed {
		}
	})
	var mutex sync.Mutex
	mutex.Lock()
	start(func() { mutex.Lock(); total++; mutex.Unlock() })
	var both sync.RWMutex
	both.Lock()
	start(func() { both.RLock(); both.RUnlock() })
	start(func() { both.Lock(); both.Unlock() })
	cond := sync.NewCond(&sync.Mutex{})
	start(func() {
		cond.L.Lock()
		for !end.Load() {
			cond.Wait()
		}
		cond.L.Unlock()
	})
	var waited sync.WaitGroup
	waited.Add(1)
	start(func() { waited.Wait() })
	start(func() {
		for !end.Load() {
			time.Sleep(20 * time.Millisecond)
		}
	})
	start(func() { <-time.After(time.Hour / 7200) })
	ctx, cancel := context.WithCancel(context.Background())
	start(func() { <-ctx.Done() })
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	start(func() { var b [16]byte; n, _ := r.Read(b[:]); total += n })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		start(func() { c, err := listener.Accept(); sink = err; _ = c })
	}
	left, right := net.Pipe()
	start(func() { b, _ := io.ReadAll(left); total += len(b) })
	// Never park: interrupted between two instructions.
	start(func() { spin(&end, newNode("spin")) })
	start(func() {
		for !end.Load() {
			spinCalls(newNode("calls"))
		}
	})
	// Reads where the scheduler does not know of it: a system call that blocks.
	r2, w2, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	raw := os.NewFile(r2.Fd(), "blocking")
	start(func() { var b [16]byte; n, _ := raw.Read(b[:]); total += n })
	for i := 0; i < 6; i++ {
		time.Sleep(10 * time.Millisecond)
		oracle.StopAll("goroutines")
		runtime.GC()
	}
	unstarted(&group)
	end.Store(true)
	close(closed)
	receive <- big{}
	receive <- big{}
	<-send
	mutex.Unlock()
	both.Unlock()
	cond.Broadcast()
	waited.Done()
	cancel()
	_ = w.Close()
	_ = w2.Close()
	if listener != nil {
		_ = listener.Close()
	}
	_ = right.Close()
	group.Wait()
}

//go:noinline
func spin(end *atomic.Bool, p *node) {
	n := 0
	for !end.Load() {
		for i := 0; i < 1000; i++ {
			n += i ^ n
		}
	}
	total += n
	use(p)
}

//go:noinline
func spinCalls(p *node) *node {
	q := newNode(p.name)
	for i := 0; i < 100; i++ {
		q.next = newNode("x")
		q = q.next
	}
	return q
}

// Goroutines that have not run yet stand at the entry of their function, with the map of the entry.
func unstarted(group *sync.WaitGroup) {
	old := runtime.GOMAXPROCS(1)
	a := newNode("a")
	group.Add(5)
	go notYet(group, a, 1, [2]*node{a, a})
	go func() { defer group.Done(); use(a) }()
	go a.finish(group)
	go finishes(group)
	go genericStart(group, big{left: a})
	oracle.StopAll("unstarted")
	runtime.GC()
	runtime.GOMAXPROCS(old)
}

func finishes(group *sync.WaitGroup) { group.Done() }

//go:noinline
func notYet(group *sync.WaitGroup, p *node, n int, a [2]*node) { use(p); use(a[n]); group.Done() }

//go:noinline
func (n *node) finish(group *sync.WaitGroup) { use(n); group.Done() }

func genericStart[T any](group *sync.WaitGroup, v T) { sink = v; group.Done() }
