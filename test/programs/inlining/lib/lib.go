// Package lib is inlined into package main: its lines allocate in other functions.
package lib

type Item struct {
	Name string
	Next *Item
}

// New is heap in some callers and stack in others; the site is as bad as its worst copy.
func New(name string) *Item {
	return &Item{Name: name} //@ alloc(composite, heap, "&Item{...}", frequency=always)
}

// Chain has New inlined twice, one of them two deep where Chain itself is inlined.
func Chain(a, b string) *Item {
	last := New(b)  //@ copy(composite, heap, "&Item{...}")
	first := New(a) //@ copy(composite, heap, "&Item{...}")
	first.Next = last
	return first
}

// Local is inlined only where its item stays in the frame. Its own body allocates, but no binary holds it.
func Local(name string) *Item {
	//@ alloc(composite, stack, "&Item{...}", entry=newobject, max_go=1.26)
	//@ alloc(composite, stack, "&Item{...}", entry=mallocgcSmallScanNoHeaderSC3, min_go=1.27)
	return &Item{Name: name}
}

// Buffer gets its length from the caller, who may know it.
func Buffer(n int) []byte {
	return make([]byte, n) //@ alloc(make-slice, heap, "make([]byte, n)")
}

// Reference moves its parameter to the heap, or a copy of it into the caller's frame.
func Reference(n int) *int { //@ alloc(moved-to-heap, heap, "n", frequency=always)
	return &n
}

func Join(a, b string) string {
	return a + b //@ alloc(string-concat, heap, "a + b", frequency=unless-empty)
}

func Box(n int) any {
	return n //@ alloc(interface, conditional, "n", bound="values below 256")
}

// Adder returns a closure; called at once, nothing of it is left.
func Adder(n int) func(int) int {
	return func(i int) int { return i + n } //@ alloc(closure, heap, "func literal", frequency=always)
}

func Push(list []int, n int) []int {
	return append(list, n) //@ alloc(append, heap, "append(list, n)", frequency=on-growth)
}

// Sum is inlined, the slice of its arguments stays the caller's.
func Sum(numbers ...int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

// Must has a cold path that is inlined with it.
func Must(n int) int {
	if n < 0 {
		panic(&Item{Name: "negative"}) //@ alloc(composite, heap, "&Item{...}", frequency=always)
	}
	return n
}

// Look keeps nothing.
//
//go:noinline
func Look(i *Item) int { return len(i.Name) }
