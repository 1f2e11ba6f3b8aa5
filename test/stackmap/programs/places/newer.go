//go:build go1.23

package main

import (
	"iter"
	"maps"
	"slices"
)

func newer() {
	a := newNode("a")
	for p := range walk(a, 3) {
		stop("range-func")
		use(p)
	}
	for i, p := range walk2([]*node{a, newNode("b")}) {
		if i == 1 {
			stop("range-func-break")
			break
		}
		use(p)
	}
	_ = early([]*node{a, nil})
	deferredIn([]*node{a, newNode("b")})
	next, end := iter.Pull(walk(a, 4))
	p, _ := next()
	stop("pull-1")
	q, _ := next()
	stop("pull-2")
	use(p)
	use(q)
	end()
	for range 3 {
		stop("range-int")
	}
	keys := slices.Sorted(maps.Keys(map[string]*node{"a": a, "b": a}))
	for chunk := range slices.Chunk(keys, 1) {
		stop("range-chunk")
		total += len(chunk)
	}
	for i := range nestedIterators(2) {
		for p := range walk(a, 2) {
			stop("range-func-nested")
			use(p)
			total += i
		}
	}
	recovered(func() {
		for p := range walk(a, 2) {
			use(p)
			panic("in a loop body")
		}
	})
	for f := range functions(a) {
		f()
	}
}

func walk(p *node, n int) iter.Seq[*node] {
	return func(yield func(*node) bool) {
		for range n {
			q := newNode(p.name)
			stop("iterator")
			if !yield(q) {
				stop("iterator-end")
				return
			}
			use(q)
		}
	}
}

func walk2(list []*node) iter.Seq2[int, *node] {
	return func(yield func(int, *node) bool) {
		defer stop("iterator-deferred")
		for i, p := range list {
			if !yield(i, p) {
				return
			}
		}
	}
}

//go:noinline
func early(list []*node) (r *node) {
	for _, p := range walk2(list) {
		stop("range-func-return")
		if p == nil {
			return newNode("none")
		}
		r = p
	}
	return
}

//go:noinline
func deferredIn(list []*node) {
	for _, p := range walk2(list) {
		defer func() { stop("range-func-deferred"); use(p) }()
	}
	stop("range-func-deferred-body")
}

//go:noinline
func nestedIterators(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			for range walk(newNode("n"), 1) {
				if !yield(i) {
					return
				}
			}
		}
	}
}

func functions(p *node) iter.Seq[func()] {
	return func(yield func(func()) bool) {
		yield(func() { stop("range-func-function"); use(p) })
	}
}
