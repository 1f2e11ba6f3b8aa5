// Package sample has one function for each way in which memory leaves, or does not leave, its function.
package sample

import (
	"fmt"
	"unsafe"

	"sample/store"
)

type node struct {
	value int
	next  *node
	list  []*int
}

var (
	global  *int
	anyone  any
	numbers []*int
	channel = make(chan *int, 1)
	table   = map[string]*int{}
	keys    = map[any]int{}
	calls   []func() int
)

func returned() *int { v := 1; return &v }

func returnedThrough(n int) []byte {
	buf := make([]byte, n)
	view := buf[:0]
	return view
}

func storedInGlobal() { v := 2; global = &v }

func storedInField(n *node) { v := node{}; n.next = &v }

func storedThroughPointer(p **int) { v := 3; *p = &v }

func storedInVariable(n int) int {
	var last *int
	for i := 0; i < n; i++ {
		v := i
		last = &v
	}
	if last == nil {
		return 0
	}
	return *last
}

func storedInHeapObject() *node {
	inner := &node{value: 1}
	return &node{next: inner}
}

func storedInElement(list []*int) { v := 4; list[0] = &v }

func sentOnChannel() { v := 5; channel <- &v }

func putInMap() { v := 6; table["a"] = &v }

func putInMapAsKey(k int) { keys[k] = 1 }

func putInSlice() { v := 7; numbers = append(numbers, &v) }

func passedToLeaking(n int) { store.Keep(n) }

func passedToDynamic(f func(*int)) { v := 8; f(&v) }

func passedToMethod(w interface{ Write([]byte) (int, error) }) {
	var buf [64]byte
	w.Write(buf[:])
}

func passedToFmt(n int) string { return fmt.Sprint(n) }

func passedToInlined(n int) { fmt.Println(n) }

func convertedToInterface() {
	list := make([]int, 4)
	anyone = list
}

func captured() func() int { v := 9; return func() int { v++; return v } }

func goroutine(done chan bool) { v := 10; go func() { v++; done <- true }() }

func deferredInLoop(n int) {
	for i := 0; i < n; i++ {
		v := i
		defer func() { v++ }()
	}
}

func tooLarge() int { b := make([]byte, 1<<17); return len(b) }

func nonConstantSize(n int) int { b := make([]byte, n); return len(b) }

func zeroSized(n int) int { b := make([]struct{}, n); return len(b) }

func unsafely(b []byte) { v := 11; *(*uintptr)(unsafe.Pointer(&b[0])) = uintptr(unsafe.Pointer(&v)) }

//go:uintptrescapes
func escaping(p uintptr) {}

func uintptrEscapes() { v := 12; escaping(uintptr(unsafe.Pointer(&v))) }

func panicsWith(n int) {
	if n > 3 {
		panic(n)
	}
}

func stays(n int) int { v := n; return store.Look(&v) }

func boxedLocally(n int) bool { var a any = n; _, ok := a.(string); return ok }

func variadic(n int) { remember(n, "x") }

func remember(values ...any) { anyone = values }

func methodValue(n *node) func() int { return n.sum }

func (n *node) sum() int { return n.value }

func concat(a, b string) string { return a + "\nescapes to heap: " + b }

func generic[T any](v T) *T { return &v }

func generics() (*int, *string) { return generic(1), generic("s") }

// Cycle makes the compiler cut its explanation.
func cycle() *node {
	a := &node{}
	b := &node{next: a}
	a.next = b
	return b
}

func leaks(p *int, q **int) *int { global = *q; return p }

var _ = []any{returned, returnedThrough, storedInGlobal, storedInField, storedThroughPointer, storedInVariable, storedInHeapObject,
	storedInElement, sentOnChannel, putInMap, putInMapAsKey, putInSlice, passedToLeaking, passedToDynamic, passedToMethod, passedToFmt,
	passedToInlined, convertedToInterface, captured, goroutine, deferredInLoop, tooLarge, nonConstantSize, zeroSized, unsafely,
	uintptrEscapes, panicsWith, stays, boxedLocally, variadic, methodValue, concat, generics, cycle, leaks}
