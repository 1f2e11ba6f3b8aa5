package main

type pair[A, B any] struct {
	a A
	b B
}

type stack[T any] struct{ items []T }

//go:noinline
func (s *stack[T]) push(v T) {
	s.items = append(s.items, v) //@ alloc(append, heap, frequency=on-growth)
}

//go:noinline
func (s *stack[T]) size() int { return len(s.items) }

type list[T any] struct {
	value T
	next  *list[T]
}

//go:noinline
func (l *list[T]) with(v T) *list[T] {
	return &list[T]{v, l} //@ alloc(composite, heap, frequency=always)
}

//go:noinline
func useStack(n int) int {
	//@ measure(case="Stack/4", allocs=6)
	var s stack[int]
	var t stack[string]
	for i := 0; i < n; i++ {
		s.push(i)
		t.push(text)
	}
	return s.size() + t.size()
}

//go:noinline
func useList(n int) int {
	//@ measure(case="List/3", allocs=6)
	var l *list[int]
	var m *list[string]
	for i := 0; i < n; i++ {
		l = l.with(i)
		m = m.with(text)
	}
	return l.value + len(m.value)
}

//go:noinline
func methodValue(s *stack[int]) {
	//@ measure(case="MethodValue", allocs=1)
	keptFunc = s.size //@ alloc(method-value, heap, frequency=always)
}
