package main

// A closure that is only called here lives in the frame, with the variable that it captures.
//
//go:noinline
func ClosureLocal(n int) int {
	total := 0
	add := func(i int) { total += i }
	apply(n, add)
	return total
}

// A closure that is returned takes its variables with it: here a copy of n, since nobody changes it.
//
//go:noinline
func ClosureReturned(n int) func() int {
	return func() int { return n * 2 }
}

// Here the variable changes, so that it is allocated apart from the closure.
//
//go:noinline
func ClosureByReference() func() int {
	count := 0
	return func() int {
		count++
		return count
	}
}

// A method value is a closure over its receiver.
//
//go:noinline
func MethodValue(p *Point) func() int {
	return p.Sum
}

// A defer outside of loops is free.
//
//go:noinline
func Deferred(n int) (result int) {
	defer func() { result += n }()
	return n
}

// A defer in a loop needs a closure on the heap for every turn.
//
//go:noinline
func DeferredInLoop(n int) (result int) {
	for i := 0; i < n; i++ {
		i := i
		defer func() { result += i }()
	}
	return n
}

// A goroutine outlives the statement that starts it, and so does what it captures.
//
//go:noinline
func Goroutine(n int) int {
	done := make(chan int, 1)
	go func() { done <- n * 2 }()
	return <-done
}

//go:noinline
func apply(n int, f func(int)) {
	for i := 0; i < n; i++ {
		f(i)
	}
}
