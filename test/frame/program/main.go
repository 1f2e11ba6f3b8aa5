// Functions whose live slots at a call are known. A line whose comment begins with @name has that name. A call whose comment has
// `live:` says for every slot that is live at it on which lines it can have been written last: a group in brackets a slot, a word
// a line. `a|b` is either of them, as releases give a spill the line of the value or of what comes next; `a?` need not occur.
// Slots with equal lines count once.
package main

import "os"

type node struct {
	next  *node
	value int
}

type wide struct {
	p [12]*int
	n int
}

var (
	count  int
	global *node
	number = 7
)

//go:noinline
func use() { count++ }

//go:noinline
func take(p *node) {
	if p != nil {
		count += p.value
	}
}

//go:noinline
func slice(n int) int {
	s := make([]int, n) // @s
	use()               // @u live: [s|u]
	return len(s) + s[0]
}

//go:noinline
func branches(a, b *node, c bool) int {
	var p *node
	if c {
		p = a.next
		count++
	} else {
		p = b.next
		count--
	}
	use()          // @u live: [u|r]
	return p.value // @r
}

// p is needed behind a call in both arms, each of which keeps it in a slot of its own.
//
//go:noinline
func bothArms(a, b *node, c bool) int {
	var p *node
	if c {
		p = a.next       // @a
		use()            // @ua live: [a|ua|va]
		count += p.value // @va
	} else {
		p = b.next       // @b
		use()            // @ub live: [b|ub|vb]
		count -= p.value // @vb
	}
	use()          // @u live: [u|r]
	return p.value // @r
}

//go:noinline
func oneArm(a *node, c bool) int {
	var p *node
	if c {
		p = a.next
	}
	use()         // @u live: [u|r]
	if p == nil { // @r
		return 0
	}
	return p.value
}

//go:noinline
func loop(a *node) int {
	n := 0
	for p := a; p != nil; p = p.next { // @next
		use() // live: [next]
		n += p.value
	}
	return n
}

//go:noinline
func replaced(a *node) int {
	p := a.next  // @first
	use()        // @u1 live: [first|u1]
	n := p.value // @n
	p = p.next   // @second
	use()        // @u2 live: [second|u2|n]
	return n + p.value
}

//go:noinline
func lateParameter(a *node, n int) int { // @enter
	if n > 3 { // @if
		return n
	}
	use()          // @u live: [enter|if|u|r]
	return a.value // @r
}

//go:noinline
func cleared() int {
	var w wide // @clear
	use()      // @u live: [clear]
	fill(&w)   // @fill
	use()      // live: [clear u? fill]
	return *w.p[2]
}

//go:noinline
func fill(w *wide) {
	for i := range w.p {
		w.p[i] = &number
	}
}

//go:noinline
func result(n int) (r *node) {
	r = &node{value: n} // @new
	use()               // @u live: [new|u]
	r.next = global
	return r
}

//go:noinline
func cases(n int, a *node) int {
	var p *node
	switch n {
	case 0:
		p = a
	case 1:
		p = a.next
	case 2:
		p = a.next.next
	case 3:
		p = global
	case 4:
		p = global.next
	case 5:
		p = &node{}
	case 6:
		p = global.next.next
	case 7:
		p = a.next.next.next
	case 8:
		p = &node{value: 8}
	case 9:
		p = global.next.next.next
	default:
		return 0
	}
	use()          // @u live: [u|r]
	return p.value // @r
}

//go:noinline
func byAddress(a *node) int {
	var x node // @var
	x.next = a // @set
	change(&x) // @call
	use()      // live: [set|var call]
	take(&x)
	return x.value
}

//go:noinline
func change(p *node) {
	p.value = 3
	if number > 100 {
		p.next = nil
	}
}

//go:noinline
func closure(a *node) int {
	p := a.next // @set
	f := func() {
		p = p.next
	}
	run(f) // @run
	use()  // live: [set run]
	return p.value
}

//go:noinline
func run(f func()) { f() }

//go:noinline
func deferred(a *node) (r *node) {
	defer func() { // @defer
		if recover() != nil {
			r = a
		}
	}()
	r = a.next // @set
	use()      // live: [set] [defer]
	return r.next
}

//go:noinline
func array(i int, a *node) int {
	var list [40]*node // @clear
	list[i] = a        // @set
	use()              // live: [clear set]
	n := 0
	for _, p := range list {
		if p != nil {
			n += p.value
		}
	}
	return n
}

//go:noinline
func copied(w *wide) int {
	c := *w  // @copy
	use()    // @u live: [copy]
	fill(&c) // @fill
	use()    // live: [copy u? fill]
	return *c.p[1] + c.n
}

//go:noinline
func text(a, b string) int {
	s := a + b
	use()
	t := s + a
	use()
	return len(t) + len(s)
}

//go:noinline
func many(a, b, c, d *node) int {
	x, y, z := a.next, b.next, c.next
	use()
	y = x
	take(y)
	z = d
	take(z)
	return x.value + y.value + z.value
}

//go:noinline
func mapped(m map[string]*node, k string) int {
	n := m[k]
	use()
	m[k+"x"] = n
	small := map[int]*node{1: n}
	use()
	return len(small) + len(m)
}

//go:noinline
func iface(v any) int {
	switch x := v.(type) {
	case *node:
		use()
		return x.value
	case []int:
		use()
		return len(x) + x[0]
	case string:
		use()
		return len(x)
	}
	return 0
}

//go:noinline
func appended(n int) int {
	var s []*node
	for i := 0; i < n; i++ {
		s = append(s, &node{value: i})
		use()
	}
	return len(s) + s[0].value
}

//go:noinline
func ranges(m map[int]*node) int {
	n := 0
	for k, v := range m {
		use()
		n += k + v.value
	}
	return n
}

//go:noinline
func received(c chan *node) int {
	n := 0
	for i := 0; i < 2; i++ {
		p, ok := <-c
		use()
		if ok {
			n += p.value
		}
	}
	return n
}

//go:noinline
func stackResults(a *node) int {
	p, q, n, s := twelve(a) // @results
	use()                   // live: [results]
	return p.value + q.value + n + len(s.p)
}

//go:noinline
func twelve(a *node) (p, q *node, n int, w wide) {
	w.p[3] = &number
	use()
	return a, a.next, 3, w
}

//go:noinline
func bigClear(n int) int {
	var list [300]*node // @clear
	if n > 0 {
		list[n] = global // @set
	}
	use()         // @u live: [clear set]
	pass(list[:]) // @pass
	use()         // live: [clear set u? pass]
	return list[5].value
}

//go:noinline
func pass(l []*node) {
	for i := range l {
		if l[i] == nil {
			l[i] = global
		}
	}
}

//go:noinline
func grow(n int) int {
	var pad [1 << 14]byte
	pad[n] = 1
	use()
	return int(pad[n/2]) + n
}

func main() {
	grow(5)
	a := &node{value: 1}
	a.next = &node{value: 2, next: &node{value: 3, next: &node{value: 4, next: &node{value: 5}}}}
	global = a
	sum := slice(3) + branches(a, a, true) + branches(a, a, false) + oneArm(a, true) + oneArm(a, false) + loop(a)
	sum += bothArms(a, a.next, true) + bothArms(a, a.next, false)
	sum += replaced(a) + lateParameter(a, 1) + cleared() + result(3).value
	for i := 0; i < 10; i++ {
		sum += cases(i, a)
	}
	sum += byAddress(a) + closure(a) + deferred(a).value + deferred(&node{next: nil, value: 2}).value + array(7, a)
	w := &wide{}
	fill(w)
	sum += copied(w) + text("abc", os.Args[0]) + many(a, a.next, a, a.next) + mapped(map[string]*node{"a": a}, "a")
	sum += iface(a) + iface([]int{1, 2}) + iface("x") + appended(5) + ranges(map[int]*node{1: a, 2: a.next})
	c := make(chan *node, 2)
	c <- a
	c <- a.next
	sum += received(c) + stackResults(a) + bigClear(2)
	println(sum)
}
