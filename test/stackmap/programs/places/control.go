package main

import "errors"

func control() {
	channels()
	selects(make(chan *node, 1), make(chan string, 1), make(chan big, 1))
	switches(newNode("x"))
	switches("text")
	switches(big{})
	switches(3)
	switches(errors.New("e"))
	switches(nil)
	labels([]*node{newNode("a"), nil, newNode("c")})
	ranges()
	phi(newNode("p"), 5)
	appendAll(nil, newNode("a"))
	spills(newNode("1"), newNode("2"), newNode("3"), newNode("4"))
	conversions("héllo", []byte("world"), []rune("runes"))
	assignments(&big{})
	deferredLoop(4)
	deferredOpen(true, newNode("d"))
	deferredOpen(false, newNode("d"))
	compare(big{text: "a"}.text, "b", any(1), any("x"))
}

//go:noinline
func channels() {
	c := make(chan big, 2)
	c <- big{left: newNode("c")}
	stop("channels-1")
	v, ok := <-c
	stop("channels-2")
	if ok {
		use(v.left)
	}
	close(c)
	for v := range c {
		use(v.left)
	}
	stop("channels-3")
}

//go:noinline
func selects(a chan *node, b chan string, c chan big) {
	for i := 0; i < 6; i++ {
		select {
		case a <- newNode("s"):
			stop("select-send")
		case b <- "text":
			stop("select-send-text")
		case v := <-c:
			stop("select-receive-big")
			use(v.left)
		case p, ok := <-a:
			stop("select-receive")
			if ok {
				use(p)
			}
		case s := <-b:
			stop("select-receive-text")
			total += len(s)
		default:
			stop("select-default")
		}
	}
}

//go:noinline
func switches(v any) {
	switch x := v.(type) {
	case *node:
		stop("switch-node")
		use(x)
	case string:
		stop("switch-string")
		total += len(x)
	case big:
		stop("switch-big")
		use(x.left)
	case int:
		stop("switch-int")
		total += x
	case error:
		stop("switch-error")
		total += len(x.Error())
	default:
		stop("switch-default")
	}
}

//go:noinline
func labels(list []*node) {
	i := 0
again:
	for i < len(list) {
		p := list[i]
		i++
		if p == nil {
			stop("labels-nil")
			goto again
		}
		stop("labels")
		use(p)
	}
}

//go:noinline
func ranges() {
	for i, r := range "aé" {
		stop("range-string")
		total += i + int(r)
	}
	array := [2]*node{newNode("x"), newNode("y")}
	for _, p := range array {
		stop("range-array")
		use(p)
	}
	for k, v := range map[string]big{"a": {}, "b": {}} {
		stop("range-map")
		total += len(k)
		use(v.left)
	}
	for k, v := range map[int]*node{1: newNode("m")} {
		stop("range-map-int")
		total += k
		use(v)
	}
	for k := range map[any][]string{1: nil, "x": {"y"}} {
		stop("range-map-any")
		sink = k
	}
}

//go:noinline
func phi(p *node, n int) {
	q := p
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			q = newNode("even")
		}
		stop("phi")
		if i == 3 {
			q, p = p, q
		}
		use(q)
	}
	use(p)
}

//go:noinline
func appendAll(list []*node, p *node) []*node {
	for i := 0; i < 3; i++ {
		list = append(list, p, newNode("x"))
		stop("append")
	}
	return list
}

//go:noinline
func spills(a, b, c, d *node) {
	e, f := newNode(a.name+b.name), newNode(c.name+d.name)
	stop("spills-1")
	a, b, c, d = d, c, b, a
	stop("spills-2")
	use(a)
	use(e)
	stop("spills-3")
	use(b)
	use(f)
	stop("spills-4")
	use(c)
	use(d)
}

//go:noinline
func conversions(s string, b []byte, r []rune) {
	x := []byte(s)
	stop("conversions-1")
	y := string(b)
	z := string(r)
	stop("conversions-2")
	w := []rune(y + z)
	stop("conversions-3")
	total += len(x) + len(w)
	var i any = s
	stop("conversions-4")
	t, _ := i.(string)
	total += len(t)
}

//go:noinline
func assignments(b *big) {
	b.left, b.right = newNode("l"), newNode("r")
	stop("assignments-1")
	b.list = append(b.list, b.left)
	b.m = map[string]*node{"k": b.right}
	stop("assignments-2")
	b.i, b.text = b.left, b.right.name
	c := *b
	stop("assignments-3")
	sink = c
}

//go:noinline
func deferredLoop(n int) {
	for i := 0; i < n; i++ {
		p := newNode("loop")
		defer func() { stop("deferred-loop"); use(p) }()
	}
	stop("deferred-loop-body")
}

//go:noinline
func deferredOpen(yes bool, p *node) (q *node) {
	defer func() { stop("deferred-open-1") }()
	if yes {
		defer func(x *node) { stop("deferred-open-2"); q = x }(p)
	}
	defer use(p)
	stop("deferred-open-body")
	return nil
}

//go:noinline
func compare(a, b string, x, y any) bool {
	less := a < b
	stop("compare-1")
	return less || x == y || a+b == "ab"
}
