// Package values asks where structs and variables are.
package values

type point struct{ x, y int }

type node struct {
	next  *node
	value int
}

var (
	kept     *point
	keptNode *node
	keptInt  *int
	keptInt2 *int8
	keptInt3 *int8
	keptAny  any
)

//lab:title an object whose address stays
//lab:zh 地址不外流的对象
//lab:claim &T{} does not allocate when the pointer stays in its function.
//lab:claim-zh 指针不离开函数时 &T{} 不分配。
//lab:holds allocs=0
//lab:why cmd/compile/internal/walk/complit.go anylit: it becomes a variable of the function, whose fields may be kept in registers.
//lab:why-zh 变成函数的变量，其字段可能只在寄存器里。
//lab:java Scalar replacement (-XX:+EliminateAllocations): the JIT keeps the fields of an object that does not escape in registers. Go does it when compiling; the placement says whether a frame slot was left.
//lab:java-zh 标量替换（-XX:+EliminateAllocations）：JIT 把不逃逸对象的字段放进寄存器。Go 在编译时完成；placement 一栏说明是否还留有栈槽。
//lab:case stays(3)
//go:noinline
func stays(n int) int {
	p := &point{n, n + 1} //lab:site
	return p.x + p.y
}

//lab:title an object that is returned
//lab:zh 被返回的对象
//lab:claim An object whose pointer is returned is on the heap.
//lab:claim-zh 返回其指针的对象在堆上。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/escape.go finish: it outlives the frame.
//lab:why-zh 生命周期超过栈帧。
//lab:java GlobalEscape in the JVM's words.
//lab:java-zh 相当于 JVM 的 GlobalEscape。
//lab:case returned(3)
//go:noinline
func returned(n int) *point {
	return &point{n, n} //lab:site
}

//lab:title an object passed down to a function
//lab:zh 传给下层函数的对象
//lab:claim Passing a pointer down puts the object on the heap.
//lab:claim-zh 向下传递指针会使对象在堆上。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/escape/leaks.go leaks: the callee's summary ("p does not escape") is all that the caller needs.
//lab:why-zh 调用者只需要被调用者的摘要（"p does not escape"）。
//lab:java ArgEscape: the JVM may then leave out locks, and not the allocation. Go leaves out the allocation.
//lab:java-zh ArgEscape：JVM 此时只能消除锁，不能消除分配。Go 可以消除分配。
//lab:case passedDown(3)
//go:noinline
func passedDown(n int) int {
	p := &point{n, n} //lab:site
	return length(p)
}

//go:noinline
func length(p *point) int { return p.x + p.y }

//lab:title an object that escapes on one branch
//lab:zh 只在一个分支逃逸的对象
//lab:claim An object that is stored on a branch that is not taken costs nothing.
//lab:claim-zh 只在未执行的分支上被保存的对象没有代价。
//lab:holds allocs=0
//lab:why cmd/compile/internal/escape/escape.go Batch: the analysis does not look at control flow: one assignment decides for all paths.
//lab:why-zh 该分析不看控制流：一处赋值决定所有路径。
//lab:java Graal's partial escape analysis allocates on the branch alone. Go has it for append only, since 1.26.
//lab:java-zh Graal 的部分逃逸分析只在该分支上分配。Go 只有 append 如此（1.26 起）。
//lab:case branch(3)
//go:noinline
func branch(n int) int {
	p := &point{n, n} //lab:site
	if n < 0 {
		kept = p
	}
	return p.x
}

//lab:title the first call and the thousandth
//lab:zh 第一次调用与第一千次
//lab:claim The decision gets better once the program is warm.
//lab:claim-zh 程序预热后判断会变好。
//lab:holds allocs[first call]>=1 allocs[later calls]=0
//lab:why cmd/compile/internal/gc/main.go Main: escape analysis runs once, when compiling.
//lab:why-zh 逃逸分析只在编译时运行一次。
//lab:java A JVM interprets first, and every new is an allocation until C2 has compiled the method.
//lab:java-zh JVM 先解释执行，在 C2 编译该方法之前每个 new 都会分配。
//lab:case first call, once: stays(5)
//lab:case later calls: stays(5)
func warm() {}

//lab:title new(T) of 64 KiB and more
//lab:zh 64 KiB 以上的 new(T)
//lab:claim new puts up to 64 KiB into the frame, and more on the heap.
//lab:claim-zh new 最多把 64 KiB 放进栈帧，更大的在堆上。
//lab:holds allocs[64 KiB]=0 allocs[64 KiB and a byte]=1
//lab:why cmd/compile/internal/ir/cfg.go MaxImplicitStackVarSize: the same limit as for make.
//lab:why-zh 与 make 相同的上限。
//lab:case 64 KiB: newAtLimit(1)
//lab:case 64 KiB and a byte: newAboveLimit(1)
//go:noinline
func newAtLimit(i int) byte {
	p := new([64 << 10]byte) //lab:site
	p[i] = 1
	return p[i+1]
}

//go:noinline
func newAboveLimit(i int) byte {
	p := new([64<<10 + 1]byte) //lab:site newAtLimit
	p[i] = 1
	return p[i+1]
}

//lab:title a variable of 128 KiB
//lab:zh 128 KiB 的变量
//lab:claim A declared variable of 128 KiB is in the frame.
//lab:claim-zh 声明的 128 KiB 变量在栈帧里。
//lab:holds allocs=0
//lab:why cmd/compile/internal/ir/cfg.go MaxStackVarSize: what is declared has a limit of its own.
//lab:why-zh 声明的变量有单独的上限。
//lab:case declaredAtLimit(1)
//go:noinline
func declaredAtLimit(i int) byte {
	var a [128 << 10]byte //lab:site
	a[i] = 1
	return a[i+1]
}

//lab:title a variable of 128 KiB and a byte
//lab:zh 比 128 KiB 多一个字节的变量
//lab:claim A declared variable of more than 128 KiB is in the frame.
//lab:claim-zh 声明的变量超过 128 KiB 也在栈帧里。
//lab:holds allocs=0
//lab:change 1.24 cmd/compile/internal/ir/cfg.go MaxStackVarSize: the limit went from 10 MiB down to 128 KiB.
//lab:change-zh 上限从 10 MiB 降到 128 KiB。
//lab:case 128 KiB and a byte: declaredAboveLimit(1)
//lab:case 9 MiB: declared9(1)
//go:noinline
func declaredAboveLimit(i int) byte {
	var a [128<<10 + 1]byte //lab:site
	a[i] = 1
	return a[i+1]
}

//go:noinline
func declared9(i int) byte {
	var a [9 << 20]byte //lab:site declaredAboveLimit
	a[i] = 1
	return a[i+1]
}

//lab:title an object without size
//lab:zh 大小为零的对象
//lab:claim &struct{}{} allocates when it is kept.
//lab:claim-zh 被保存的 &struct{}{} 会分配。
//lab:holds allocs>=1
//lab:why runtime/malloc.go mallocgc: a size of 0 is answered with the address of zerobase.
//lab:why-zh 大小为 0 时返回 zerobase 的地址。
//lab:case empty()
//go:noinline
func empty() {
	keptAny = &struct{}{} //lab:site
}

//lab:title two small variables that move to the heap
//lab:zh 两个移到堆上的小变量
//lab:claim Each variable that moves to the heap is an allocation.
//lab:claim-zh 每个移到堆上的变量都是一次分配。
//lab:holds allocs=2
//lab:change 1.25 cmd/compile/internal/ssagen/ssa.go flushPendingHeapAllocations: small variables without pointers of one function share an allocation.
//lab:change-zh 同一函数中不含指针的小变量共用一次分配。
//lab:case twoVariables(1)
//go:noinline
func twoVariables(n int) {
	a := int8(n) //lab:site
	b := int8(n) //lab:site
	keptInt2, keptInt3 = &a, &b
}

//lab:title a linked node that stays
//lab:zh 不外流的链表节点
//lab:claim What a local object points to stays local too.
//lab:claim-zh 局部对象所指的对象也留在本地。
//lab:holds allocs=0
//lab:why cmd/compile/internal/escape/solve.go walkOne: it follows assignments through one pointer; both variables are in the frame.
//lab:why-zh 分析沿一层指针追踪赋值；两个变量都在栈帧里。
//lab:case chain(3)
//go:noinline
func chain(n int) int {
	a := &node{value: n} //lab:site
	b := &node{next: a}  //lab:site
	return b.next.value
}

//lab:title a list that is built in a loop
//lab:zh 循环中构造的链表
//lab:claim A list whose head stays in its function is in the frame.
//lab:claim-zh 表头不离开函数的链表在栈帧里。
//lab:holds allocs=0
//lab:why cmd/compile/internal/escape/solve.go (*batch).outlives: each iteration has an object of its own, and the variable outside of the loop outlives it.
//lab:why-zh 每次迭代都有自己的对象，而循环外的变量活得更久。
//lab:case list(3)
//go:noinline
func list(n int) int {
	var head *node
	for i := 0; i < n; i++ {
		head = &node{next: head, value: i} //lab:site
	}
	return head.value
}

//lab:title who is asked for memory
//lab:zh 向谁要内存
//lab:claim A struct that escapes is a call of runtime.newobject.
//lab:claim-zh 逃逸的结构体是对 runtime.newobject 的调用。
//lab:holds entry=runtime.newobject
//lab:claim A hook in mallocgc sees the allocation of a struct.
//lab:claim-zh 钩住 mallocgc 就能看到结构体的分配。
//lab:holds entry=runtime.newobject|runtime.mallocgc
//lab:change 1.27 cmd/compile/internal/ssagen/ssa.go newObject: the functions that are specialised by size class (runtime/malloc_generated.go) are called, past newobject and mallocgc.
//lab:change-zh 直接调用按大小类特化的函数（runtime/malloc_generated.go），绕过 newobject 与 mallocgc。
//lab:case allocator(1)
//go:noinline
func allocator(n int) {
	keptNode = &node{value: n} //lab:site
}
