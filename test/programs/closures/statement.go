package main

var (
	keptChan chan *int
	done     = make(chan int, 1) //@ alloc(make-chan, heap, "make(chan int, 1)", frequency=always)
)

//go:noinline
func deferClosure(n int) (result int) {
	//@ measure(case="DeferClosure", allocs=0)
	defer func() { result += n }() //@ alloc(closure, stack, "func literal")
	return n
}

// The arguments of a deferred call are kept in the frame.
//
//go:noinline
func deferCall(n int) int {
	//@ measure(case="DeferCall", allocs=0)
	defer note(n)
	return n
}

//go:noinline
func deferMethod(c *counter) int {
	//@ measure(case="DeferMethod", allocs=0)
	defer c.add()
	return c.n
}

// In a loop every defer needs a closure of its own, until the function returns.
//
//go:noinline
func deferInLoop(n int) (result int) { //@ alloc(moved-to-heap, heap, "result", frequency=always)
	//@ measure(case="DeferInLoop/3", allocs=4)
	for i := 0; i < n; i++ {
		i := i
		defer func() { result += i }() //@ alloc(closure, heap, "func literal", frequency=always)
	}
	return n
}

//go:noinline
func deferCallInLoop(n int) {
	//@ measure(case="DeferCallInLoop/3", allocs=3)
	for i := 0; i < n; i++ {
		defer note(i) //@ alloc(go-defer, heap, frequency=always)
	}
}

//go:noinline
func deferRecover(n int) (result int) {
	//@ measure(case="DeferRecover", allocs=0)
	//@ alloc(closure, stack, "func literal")
	defer func() {
		if recover() != nil {
			result = -1
		}
	}()
	return n
}

//go:noinline
func goClosure(n int) int {
	//@ measure(case="GoClosure", allocs=1)
	go func() { done <- n }() //@ alloc(closure, heap, "func literal", frequency=always)
	return <-done
}

// The arguments of a go statement are put into a closure that nobody wrote.
//
//go:noinline
func goCall(n int) int {
	//@ measure(case="GoCall", allocs=1)
	go send(n) //@ alloc(go-defer, heap, frequency=always)
	return <-done
}

//go:noinline
func goMethod(c *counter) int {
	//@ measure(case="GoMethod", allocs=1)
	go c.send() //@ alloc(go-defer, heap, frequency=always)
	return <-done
}

// Without arguments there is nothing to keep.
//
//go:noinline
func goPlain() {
	//@ measure(case="GoPlain", allocs=0)
	go sendSeven()
	<-done
}

func (c *counter) send() { done <- c.n }

func send(n int) { done <- n }

func sendSeven() { done <- 7 }

//go:noinline
func note(n int) { array[0] = n }

// A channel is always on the heap, and the compiler's report says nothing about it.
//
//go:noinline
func chanUnbuffered() int {
	//@ measure(case="ChanUnbuffered", allocs=1)
	c := make(chan int) //@ alloc(make-chan, heap, "make(chan int)", frequency=always)
	return cap(c)
}

//go:noinline
func chanBuffered() int {
	//@ measure(case="ChanBuffered", allocs=1)
	c := make(chan int, 4) //@ alloc(make-chan, heap, "make(chan int, 4)", frequency=always)
	c <- 7
	return <-c
}

// The buffer of a channel of pointers is an allocation of its own.
//
//go:noinline
func chanPointers() {
	//@ measure(case="ChanPointers", allocs=2)
	keptChan = make(chan *int, 4) //@ alloc(make-chan, heap, "make(chan *int, 4)", frequency=always)
}

//go:noinline
func chanVariable(n int) int {
	//@ measure(case="ChanVariable/8", allocs=1)
	c := make(chan int, n) //@ alloc(make-chan, heap, "make(chan int, n)", frequency=always)
	return cap(c)
}

//go:noinline
func chanEmptyStruct() int {
	//@ measure(case="ChanEmptyStruct", allocs=1)
	c := make(chan struct{}, 4) //@ alloc(make-chan, heap, "make(chan struct{}, 4)", frequency=always)
	return cap(c)
}

//go:noinline
func selectLocal(n int) int {
	//@ measure(case="Select", allocs=1)
	c := make(chan int, 1) //@ alloc(make-chan, heap, "make(chan int, 1)", frequency=always)
	select {
	case c <- n:
	case n = <-done:
	}
	select {
	case n = <-c:
		return n
	default:
		return 0
	}
}
