package main

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
)

func init() {
	cases["mixed"] = func(args []string) { parallel(number(args, 0, 2000), number(args, 1, 4)) }
}

func number(args []string, i, otherwise int) int {
	if i >= len(args) {
		return otherwise
	}
	n, err := strconv.Atoi(args[i])
	if err != nil {
		panic(err)
	}
	return n
}

// parallel allocates everything that the allocator has a path for, on several goroutines at once, and waits for them.
func parallel(rounds, goroutines int) {
	var all sync.WaitGroup
	for i := 0; i < goroutines; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			var k keeper
			for i := 0; i < rounds; i++ {
				k.mixed(i)
			}
		}()
	}
	all.Wait()
	// The goroutine that was last may still be on its way out.
	time.Sleep(10 * time.Millisecond)
}

type node struct {
	left, right *node
	value       [3]int
}

type (
	empty   struct{}
	pair    struct{ a, b *int }
	numbers struct{ a, b, c int64 }
)

// keeper is what a goroutine keeps of what it allocates.
type keeper struct {
	bytes    []byte
	text     string
	numbers  []int
	pointers []*int
	any      any
	m        map[string]int
	c        chan int
	f        func() int
	node     *node
	p        *pair
	n        *numbers
	u8       *uint8
	u16      *uint16
	u32      *uint32
	u64      *uint64
	empty    *empty
}

//go:noinline
func (k *keeper) mixed(i int) {
	k.bytes = make([]byte, i%70)
	k.text = strconv.Itoa(i)
	k.text += "-" + strings.Repeat("x", i%40)
	k.u8, k.u16, k.u32, k.u64 = new(uint8), new(uint16), new(uint32), new(uint64)
	k.p, k.n, k.node, k.empty = new(pair), new(numbers), new(node), new(empty)
	k.pointers = make([]*int, i%200)
	k.numbers = make([]int, i%5000)
	k.numbers = append(k.numbers, i)
	k.any = i
	k.m = map[string]int{k.text: i}
	k.c = make(chan int, i%5)
	k.f = func() int { return i + len(k.text) }
	k.bytes = []byte(k.text)
	if i%100 == 0 {
		k.any = reflect.New(reflect.ArrayOf(i/100%7+1, reflect.TypeOf(k.text))).Interface()
		k.bytes = make([]byte, 1<<15+i)
		k.pointers = make([]*int, 1<<12+i)
		grow(100)
	}
	if i%1000 == 0 {
		k.bytes = make([]byte, 1<<20+i)
		k.pointers = make([]*int, 1<<17+i)
		k.node = tree(8)
	}
}

//go:noinline
func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{left: tree(depth - 1), right: tree(depth - 1)}
}

// grow needs a larger stack, on which it allocates on the way.
//
//go:noinline
func grow(depth int) int {
	var frame [40]int
	if depth == 0 {
		return 0
	}
	frame[depth%40] = len(*shared(depth))
	return grow(depth-1) + frame[depth%40]
}

//go:noinline
func shared(n int) *string {
	s := strconv.Itoa(n + 1000)
	return &s
}
