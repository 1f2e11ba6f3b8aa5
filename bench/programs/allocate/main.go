// Nothing but allocation: twelve kinds of it, in two goroutines. The worst case for whoever watches the allocator.
//
// Prints, as its last line, what the runtime counted: mallocs, bytes.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
)

type node struct {
	left, right *node
	value       int
}

type pair struct{ a, b int64 }

type worker struct {
	object  *node
	pair    *pair
	number  *int32
	flag    *bool
	slice   []int
	text    string
	bytes   []byte
	boxed   any
	f       func() int
	table   map[int]int
	channel chan int
	big     []byte
	list    []int
}

//go:noinline
func (w *worker) objects(i int) { w.object = &node{left: w.object, value: i}; w.object.left = nil }

//go:noinline
func (w *worker) pairs(i int) { w.pair = &pair{int64(i), 1} }

//go:noinline
func (w *worker) numbers(i int) { n := int32(i); w.number = &n }

//go:noinline
func (w *worker) flags(i int) { b := i&1 == 0; w.flag = &b }

//go:noinline
func (w *worker) slices(i int) { w.slice = make([]int, 4+i&15) }

//go:noinline
func (w *worker) texts(i int) { w.text = "n" + strconv.Itoa(1000+i&4095) }

//go:noinline
func (w *worker) conversions(i int) { w.bytes = []byte(w.text) }

//go:noinline
func (w *worker) boxes(i int) { w.boxed = 1000 + i }

//go:noinline
func (w *worker) closures(i int) { w.f = func() int { return i } }

//go:noinline
func (w *worker) appends(i int) {
	if len(w.list) > 256 {
		w.list = nil
	}
	w.list = append(w.list, i)
}

//go:noinline
func (w *worker) tables(i int) {
	if i&31 == 0 {
		w.table = map[int]int{i: 1}
		w.channel = make(chan int, 4)
		w.big = make([]byte, 2048)
	}
}

func (w *worker) run(rounds int) {
	for i := 0; i < rounds; i++ {
		w.objects(i)
		w.pairs(i)
		w.numbers(i)
		w.flags(i)
		w.slices(i)
		w.texts(i)
		w.conversions(i)
		w.boxes(i)
		w.closures(i)
		w.appends(i)
		w.tables(i)
	}
}

func main() {
	rounds := 300
	if len(os.Args) > 1 {
		rounds, _ = strconv.Atoi(os.Args[1])
	}
	var group sync.WaitGroup
	for range [2]struct{}{} {
		group.Add(1)
		go func() {
			defer group.Done()
			new(worker).run(rounds * 1000)
		}()
	}
	group.Wait()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	mallocs, bytes, frees := stats.Mallocs, stats.TotalAlloc, stats.Frees
	fmt.Println(mallocs, bytes, frees)
}
