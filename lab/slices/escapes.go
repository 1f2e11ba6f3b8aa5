package slices

import "fmt"

var (
	kept    any
	out     = make(chan []int, 1)
	done    = make(chan int)
	discard = discarder{}
	call    = func(s []int) int { return s[0] }
	keptRun func() int
	header  *[]int
)

type discarder struct{}

func (discarder) Write(p []byte) (int, error) { return len(p), nil }

//lab:title captured by a closure that stays
//lab:zh 被不离开函数的闭包捕获
//lab:claim Being captured by a closure puts a slice on the heap.
//lab:claim-zh 被闭包捕获的切片在堆上。
//lab:holds placement=heap allocs>=1
//lab:why cmd/compile/internal/escape/escape.go flowClosure: what is captured goes where the closure goes; one that is only called stays, and so do both.
//lab:why-zh 捕获的变量随闭包而去；只被调用的闭包不离开函数，两者都留在栈上。
//lab:case captured()
//go:noinline
func captured() int {
	s := make([]int, 8) //lab:site
	add := func(i int) { s[i]++ }
	for i := range s {
		add(i)
	}
	return s[0]
}

//lab:title captured by a closure that is kept
//lab:zh 被保存下来的闭包捕获
//lab:claim A slice is on the heap when a closure that outlives the function holds it.
//lab:claim-zh 被生命周期超过函数的闭包持有的切片在堆上。
//lab:holds placement=heap allocs=2
//lab:why cmd/compile/internal/escape/escape.go flowClosure: the closure is an object of its own: two allocations.
//lab:why-zh 闭包本身也是一个对象：共两次分配。
//lab:case capturedKept()
//go:noinline
func capturedKept() {
	s := make([]int, 8) //lab:site
	keptRun = func() int { return s[0] }
}

//lab:title sent on a channel
//lab:zh 发送到 channel
//lab:claim The array of a slice that is sent on a channel is on the heap.
//lab:claim-zh 发送到 channel 的切片在堆上。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/stmt.go stmt: a send is an assignment to the heap (OSEND), though receiver and sender be the same function.
//lab:why-zh 发送等同于赋值到堆（OSEND），即使收发都在同一个函数里。
//lab:case sent()
//go:noinline
func sent() int {
	s := make([]int, 8) //lab:site
	out <- s
	return (<-out)[0]
}

//lab:title boxed into an interface that is kept
//lab:zh 装箱进被保存的接口
//lab:claim Boxing a slice costs a second allocation, for its header.
//lab:claim-zh 切片装箱会为切片头再分配一次。
//lab:holds allocs=2
//lab:why runtime/iface.go convTslice: an interface holds one pointer, so the three words of the header are copied to the heap.
//lab:why-zh 接口只放得下一个指针，切片头的三个字被拷贝到堆上。
//lab:case boxed()
//go:noinline
func boxed() {
	s := make([]int, 8) //lab:site
	kept = s            //lab:site
}

//lab:title stored in a package-level variable
//lab:zh 存入全局变量
//lab:claim The array of a slice that is stored in a package-level variable is on the heap.
//lab:claim-zh 全局变量持有的切片在堆上。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/graph.go (*batch).flow: an assignment to a global is one to {heap}.
//lab:why-zh 赋给全局变量就是赋给 {heap}。
//lab:case global()
//go:noinline
func global() {
	keptInts = make([]int, 8) //lab:site
}

//lab:title passed to fmt
//lab:zh 传给 fmt
//lab:claim Printing a slice puts its array on the heap.
//lab:claim-zh 打印切片会使其数组在堆上。
//lab:holds placement=heap
//lab:why fmt/print.go (*pp).printArg: its argument is stored in pp, and handed to methods that the compiler cannot see.
//lab:why-zh 参数存入 pp，并传给编译器看不到的方法。
//lab:case printed()
//go:noinline
func printed() {
	s := make([]int, 3) //lab:site
	fmt.Fprint(discard, s)
}

//lab:title held by a goroutine
//lab:zh 被 goroutine 持有
//lab:claim What a goroutine captures is on the heap.
//lab:claim-zh goroutine 捕获的切片在堆上。
//lab:holds placement=heap
//lab:why cmd/compile/internal/escape/call.go goDeferStmt: the function of a go statement flows to the heap: it has another stack.
//lab:why-zh go 语句的函数流向堆：它有另一个栈。
//lab:case goroutine()
//go:noinline
func goroutine() int {
	s := make([]int, 8) //lab:site
	go func() { done <- s[0] }()
	return <-done
}

//lab:title passed to a function that only reads it
//lab:zh 传给只读取它的函数
//lab:claim Passing a slice to a function that was not inlined puts it on the heap.
//lab:claim-zh 把切片传给未内联的函数会使其在堆上。
//lab:holds placement=heap allocs>=1
//lab:why cmd/compile/internal/escape/leaks.go leaks: each function's summary says where its parameters go; one that goes nowhere leaves its argument where it is.
//lab:why-zh 每个函数的摘要记录参数的去向；不外流的参数不影响实参的位置。
//lab:case passed()
//go:noinline
func passed() int {
	s := make([]int, 8) //lab:site
	return sum(s)
}

//go:noinline
func sum(s []int) (total int) {
	for _, v := range s {
		total += v
	}
	return total
}

//lab:title passed to a function value
//lab:zh 传给函数值
//lab:claim A call through a variable that anybody can set lets its arguments escape, whatever the function does.
//lab:claim-zh 通过任何人都能赋值的变量调用会使实参逃逸，无论函数做什么。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/call.go call: nobody knows the callee, so the argument flows to the heap.
//lab:why-zh 不知道被调用者，所以实参流向堆。
//lab:case passedDynamic()
//go:noinline
func passedDynamic() int {
	s := make([]int, 8) //lab:site
	return call(s)
}

//lab:title the header of a slice
//lab:zh 切片头
//lab:claim A slice header is an object of its own when its address leaves the function: 24 bytes beside the array.
//lab:claim-zh 切片头的地址离开函数时，它自己成为一个对象：数组之外另有 24 字节。
//lab:holds allocs=2
//lab:why cmd/compile/internal/escape/escape.go finish: "moved to heap: s"; array and header are two objects.
//lab:why-zh "moved to heap: s"；数组与切片头是两个对象。
//lab:case headerKept()
//go:noinline
func headerKept() {
	s := make([]int, 8) //lab:site
	header = &s
}
