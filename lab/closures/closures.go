// Package closures asks what function values cost.
package closures

var (
	kept  func() int
	keptG func()
	done  = make(chan int)
)

type counter struct{ n int }

func (c *counter) add() int { c.n++; return c.n }

//lab:title a function literal without captures
//lab:zh 不捕获变量的函数字面量
//lab:claim It allocates nothing, though the report says that it escapes to heap.
//lab:claim-zh 它不分配，尽管报告写着 escapes to heap。
//lab:holds allocs=0 said=*escapes*
//lab:why cmd/compile/internal/walk/closure.go walkClosure: without captures it is read-only data.
//lab:why-zh 没有捕获的变量时它是只读数据。
//lab:java A lambda that captures nothing is created once.
//lab:java-zh 不捕获变量的 lambda 只创建一次。
//lab:case plain()
//go:noinline
func plain() {
	kept = func() int { return 1 } //lab:site
}

//lab:title captured by value
//lab:zh 按值捕获
//lab:claim A closure that is kept is one object with its captured values.
//lab:claim-zh 被保存的闭包与按值捕获的变量是同一个对象。
//lab:holds allocs=1
//lab:why cmd/compile/internal/escape/escape.go flowClosure: a variable of up to 128 bytes whose address is not taken and that is never assigned again is copied into the closure.
//lab:why-zh 不超过 128 字节、未取地址且不再赋值的变量被拷贝进闭包。
//lab:java A capturing lambda is an object for each evaluation.
//lab:java-zh 捕获变量的 lambda 每次求值都是一个对象。
//lab:case byValue(3)
//go:noinline
func byValue(n int) {
	kept = func() int { return n } //lab:site
}

//lab:title captured by reference
//lab:zh 按引用捕获
//lab:claim A variable that is assigned after its capture is an allocation of its own.
//lab:claim-zh 捕获之后又被赋值的变量单独分配一次。
//lab:holds allocs=2
//lab:why cmd/compile/internal/escape/escape.go finish: "moved to heap: n", beside the closure.
//lab:why-zh 闭包之外另有 "moved to heap: n"。
//lab:java Java allows effectively final variables only, and is spared it.
//lab:java-zh Java 只允许捕获事实上的 final 变量，没有这种情形。
//lab:case byReference(3)
//go:noinline
func byReference(n int) { //lab:site
	kept = func() int { return n } //lab:site
	n++
}

//lab:title a closure that stays
//lab:zh 不离开函数的闭包
//lab:claim A closure that is only called allocates nothing.
//lab:claim-zh 只被调用的闭包不分配。
//lab:holds allocs=0
//lab:why cmd/compile/internal/walk/closure.go walkClosure: the closure is a variable of the function, or inlined away.
//lab:why-zh 闭包是函数的变量，或者被内联掉。
//lab:case stays(3)
//go:noinline
func stays(n int) int {
	f := func() int { n++; return n } //lab:site
	return apply(f) + n
}

//go:noinline
func apply(f func() int) int { return f() }

//lab:title a method value
//lab:zh 方法值
//lab:claim A method value that is kept allocates, as a closure over its receiver.
//lab:claim-zh 被保存的方法值会分配：它是捕获接收者的闭包。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/walk/closure.go walkMethodValue: an object of function and receiver.
//lab:why-zh 由函数与接收者组成的对象。
//lab:case methodValue(&shared)
//go:noinline
func methodValue(c *counter) {
	kept = c.add //lab:site
}

var shared counter

//lab:title defer of a closure
//lab:zh defer 闭包
//lab:claim defer allocates its record.
//lab:claim-zh defer 会为其记录分配。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/ssagen/ssa.go openDeferRecord: up to 8 defers outside of loops need no record at all, and others have it in the frame.
//lab:why-zh 循环外最多 8 个 defer 不需要记录，其他的记录在栈帧里。
//lab:case deferred(3)
//go:noinline
func deferred(n int) (out int) {
	defer func() { out += n }() //lab:site
	return n
}

//lab:title defer of a function in a loop
//lab:zh 循环中 defer 一个函数
//lab:claim In a loop every defer allocates a record.
//lab:claim-zh 循环中每个 defer 都会为其记录分配。
//lab:holds growth>=1
//lab:why runtime/panic.go newdefer: a loop may defer any number, so that the frame has no room for the records; they come from a pool of the processor, and go back there.
//lab:why-zh 循环中 defer 的数目不定，栈帧里没有它们的位置；记录取自处理器的池，用完放回。
//lab:case once around: deferredPlain(1)
//lab:case ten times: deferredPlain(10)
//go:noinline
func deferredPlain(n int) int {
	for i := 0; i < n; i++ {
		defer nothing()
	}
	return n
}

//go:noinline
func nothing() {}

//lab:title defer of a closure in a loop
//lab:zh 循环中 defer 闭包
//lab:claim In a loop the closure of a defer is allocated each time.
//lab:claim-zh 循环中 defer 的闭包每次都会分配。
//lab:holds growth>=1
//lab:why cmd/compile/internal/escape/call.go goDeferStmt: in a loop the closure outlives its iteration and is on the heap, with the result that it captures; its record comes from a pool.
//lab:why-zh 循环中闭包的生命周期超过该次迭代，因此与它捕获的返回值一起在堆上；其记录取自池。
//lab:case once around: deferredInLoop(1)
//lab:case twice: deferredInLoop(2)
//go:noinline
func deferredInLoop(n int) (out int) {
	for i := 0; i < n; i++ {
		i := i
		defer func() { out += i }() //lab:site
	}
	return n
}

//lab:title a goroutine without arguments
//lab:zh 不带参数的 goroutine
//lab:claim Starting a goroutine allocates its closure.
//lab:claim-zh 启动 goroutine 要分配闭包。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/escape/call.go goDeferStmt: what it captures needs an object; the goroutine itself comes from a list of those that have ended (runtime/proc.go gfget).
//lab:why-zh 捕获的变量需要一个对象；goroutine 本身取自已结束者的列表（runtime/proc.go gfget）。
//lab:case started(3)
//go:noinline
func started(n int) int {
	go func() { done <- n }() //lab:site
	return <-done
}
