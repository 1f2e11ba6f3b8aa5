package main

import (
	"cmp"
	"slices"
)

type list[T any] struct {
	head *element[T]
	n    int
}

type element[T any] struct {
	value T
	next  *element[T]
}

//go:noinline
func (l *list[T]) push(v T) {
	e := &element[T]{value: v}
	stop("generic-push")
	e.next = l.head
	l.head = e
	l.n++
}

//go:noinline
func (l *list[T]) each(f func(T)) {
	for e := l.head; e != nil; e = e.next {
		f(e.value)
		stop("generic-each")
	}
}

//go:noinline
func mapped[T, U any](in []T, f func(T) U) []U {
	out := make([]U, 0, len(in))
	for _, v := range in {
		out = append(out, f(v))
		stop("generic-map")
	}
	return out
}

//go:noinline
func largest[T cmp.Ordered](a, b T) T {
	stop("generic-largest")
	return max(a, b)
}

type pair[A, B any] struct {
	a A
	b B
}

//go:noinline
func swap[A, B any](p pair[A, B]) pair[B, A] {
	q := pair[B, A]{p.b, p.a}
	stop("generic-swap")
	r := &q
	touch(r)
	stop("generic-swap-2")
	return *r
}

//go:noinline
func touch[T any](p *T) { stop("generic-touch") }

//go:noinline
func zero[T any]() (v T) { touch(&v); return }

func generics() {
	var ints list[int]
	var nodes list[*node]
	var bigs list[big]
	var texts list[string]
	for i := 0; i < 2; i++ {
		ints.push(i)
		nodes.push(newNode("n"))
		bigs.push(big{left: newNode("b")})
		texts.push("t")
	}
	ints.each(func(i int) { total += i; stop("generic-callback-int") })
	nodes.each(func(p *node) { use(p); stop("generic-callback-node") })
	bigs.each(func(b big) { use(b.left); stop("generic-callback-big") })
	texts.each(func(s string) { total += len(s) })
	sink = mapped([]int{1, 2}, func(i int) string { stop("generic-f"); return "x" })
	sink = mapped([]string{"a"}, func(s string) *node { return newNode(s) })
	sink = mapped([]*node{newNode("a")}, func(p *node) [2]any { return [2]any{p, 1} })
	total += largest(1, 2) + len(largest("a", "b"))
	_ = swap(pair[int, *node]{1, newNode("s")})
	_ = swap(pair[string, [3]*node]{"x", [3]*node{}})
	_ = swap(pair[any, float64]{1, 2})
	_ = zero[big]()
	_ = zero[[100]string]()
	_ = zero[int]()
	sorted := []*node{newNode("c"), newNode("a"), newNode("b")}
	slices.SortFunc(sorted, func(a, b *node) int { stop("generic-sort"); return cmp.Compare(a.name, b.name) })
	_, _ = slices.BinarySearchFunc(sorted, "b", func(p *node, s string) int { stop("generic-search"); return cmp.Compare(p.name, s) })
	_ = slices.IndexFunc(sorted, func(p *node) bool { stop("generic-index"); return p.name == "c" })
	many := make([]big, 40)
	for i := range many {
		many[i].n = (i * 7919) % 41
	}
	slices.SortStableFunc(many, func(a, b big) int { stop("generic-sort-big"); return cmp.Compare(a.n, b.n) })
	slices.SortFunc(many, func(a, b big) int { stop("generic-sort-big"); return cmp.Compare(b.n, a.n) })
}
