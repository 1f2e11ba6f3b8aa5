package main

import (
	"errors"
	"fmt"
	"runtime"
)

var nilNode *node
var none []*node

func panics() {
	recovered(func() { explicit(newNode("p")) })
	recovered(func() { dereference(newNode("p"), nilNode) })
	recovered(func() { dereferenceDeferred(newNode("p"), nilNode) })
	recovered(func() { dereferenceLoop(newNode("p"), nilNode) })
	recovered(func() { bounds(newNode("p"), total+100) })
	recovered(func() { divide(newNode("p"), len(none)) })
	recovered(func() { convert(newNode("p")) })
	recovered(func() { nestedPanic(newNode("p")) })
	recovered(func() { replaced(newNode("p")) })
	recovered(func() { rethrown(newNode("p")) })
	recovered(func() { var f func(); f() })
	recovered(func() { var m map[string]*node; m["x"] = newNode("m") })
	recovered(func() { close((chan int)(nil)) })
	recovered(func() { panicInArgument(newNode("p")) })
	_ = resumed(newNode("p"))
	_ = resumedArray(newNode("p"), [3]*node{})
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { stop("goexit-deferred") }()
		runtime.Goexit()
	}()
	<-done
}

//go:noinline
func recovered(f func()) {
	defer func() {
		r := recover()
		stop("recovered")
		sink = fmt.Sprint(r)
	}()
	defer func() { stop("panicking") }()
	f()
}

//go:noinline
func explicit(p *node) {
	defer func() { stop("explicit-deferred"); use(p) }()
	if total >= 0 {
		panic(p)
	}
	use(p)
}

//go:noinline
func dereference(p, q *node) {
	total += len(p.name)
	total += len(q.name)
	use(p)
}

//go:noinline
func dereferenceDeferred(p, q *node) (r *node) {
	defer func() { stop("dereference-deferred"); use(p) }()
	r = p
	total += len(q.name)
	return q
}

//go:noinline
func dereferenceLoop(p, q *node) (r [3]*node) {
	for i := 0; i < 2; i++ {
		defer func() { stop("dereference-loop"); use(p) }()
	}
	r[1] = p
	total += len(q.name)
	return
}

//go:noinline
func bounds(p *node, i int) {
	defer func() { stop("bounds-deferred") }()
	use(none[i])
	use(p)
}

//go:noinline
func divide(p *node, n int) {
	defer func() { stop("divide-deferred") }()
	total = total / n
	use(p)
}

//go:noinline
func convert(p *node) {
	defer func() { stop("convert-deferred") }()
	var v any = p
	total += v.(int)
}

//go:noinline
func nestedPanic(p *node) {
	defer func() {
		defer func() { stop("nested-inner"); sink = recover(); stop("nested-recovered") }()
		stop("nested-outer")
		dereferenceDeferred(p, nilNode)
	}()
	panic("outer")
}

//go:noinline
func replaced(p *node) {
	defer func() { stop("replaced-1"); panic(errors.New("second")) }()
	dereference(p, nilNode)
}

//go:noinline
func rethrown(p *node) {
	defer func() {
		r := recover()
		stop("rethrown")
		panic(r)
	}()
	explicit(p)
}

//go:noinline
func panicInArgument(p *node) {
	byValue(big{left: p, right: mustPanic(p)}, 3)
}

//go:noinline
func mustPanic(p *node) *node {
	if p != nil {
		panic("argument")
	}
	return p
}

//go:noinline
func resumed(p *node) (q *node) {
	defer func() { sink = recover(); q = p; stop("resumed") }()
	dereference(p, nilNode)
	return nil
}

//go:noinline
func resumedArray(p *node, a [3]*node) (r [3]*node) {
	defer func() { sink = recover(); r[1] = p; runtime.GC(); stop("resumed-array") }()
	r[0] = p
	r[2] = nilNode.next
	return a
}
