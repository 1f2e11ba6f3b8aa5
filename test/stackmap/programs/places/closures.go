package main

func closures() {
	a, b := newNode("a"), newNode("b")
	n := 0
	plain := func() { stop("closure-plain") }
	byReference := func(p *node) { n++; stop("closure-reference"); use(p); use(a) }
	byValue := func() *node { stop("closure-value"); return b }
	call(plain)
	callWith(byReference, a)
	use(byValue())
	callWith(func(p *node) { call(func() { stop("closure-nested"); use(p); n++ }) }, b)
	f := counter(a)
	f()
	f()
	method := a.Name
	_ = method()
	expression := (*node).Name
	_ = expression(b)
	var i namer = embedding{node: a, other: 3}
	_ = i.Name()
	through := i.Name
	_ = through()
	var j namer = &embedding{node: b}
	_ = j.Name()
	_ = value{[3]*node{a, b, a}}.last()
	var l laster = value{[3]*node{a, b, a}}
	_ = l.last()
	bound := value{[3]*node{b, a, b}}.last
	_ = bound()
	func() {
		defer stop("closure-deferred-direct")
		defer func(p *node) { stop("closure-deferred"); use(p) }(a)
	}()
	total += n
	recursive := func(int) int { return 0 }
	recursive = func(d int) int {
		if d == 0 {
			stop("closure-recursive")
			return n
		}
		return recursive(d-1) + 1
	}
	total += recursive(4)
	inlined(a, b)
}

type embedding struct {
	*node
	other int
}

type laster interface{ last() *node }

type value struct{ list [3]*node }

//go:noinline
func (v value) last() *node { stop("value-method"); return v.list[2] }

//go:noinline
func call(f func()) { f(); stop("call-after") }

//go:noinline
func callWith(f func(*node), p *node) { f(p); stop("call-with-after") }

//go:noinline
func counter(p *node) func() *node {
	n := 0
	return func() *node { n++; stop("counter"); p.next = newNode("next"); return p }
}

func small(p *node) *node { stop("inlined-leaf"); return p.next }
func middle(p *node) *node {
	q := small(p)
	stop("inlined-middle")
	if q == nil {
		return p
	}
	return q
}

//go:noinline
func inlined(a, b *node) {
	x := middle(a)
	y := middle(b)
	stop("inlined-outer")
	use(x)
	use(y)
}
