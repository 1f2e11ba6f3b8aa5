// Package slices asks where backing arrays are.
package slices

import "runtime"

var keptInts []int

//lab:title make with a constant size
//lab:zh 常量长度的 make
//lab:claim The backing array of a slice of constant size that stays in its function is in the frame.
//lab:claim-zh 长度为常量、不离开函数的切片，其底层数组在栈帧里。
//lab:holds placement=stack allocs=0
//lab:why cmd/compile/internal/walk/builtin.go walkMakeSlice: what does not escape becomes an array variable of the function, sliced.
//lab:why-zh 不逃逸的 make 变成函数里的一个数组变量，再取其切片。
//lab:case makeConstant()
//go:noinline
func makeConstant() int {
	s := make([]int, 8) //lab:site
	for i := range s {
		s[i] = i
	}
	return s[7]
}

//lab:title make with a variable size
//lab:zh 变量长度的 make
//lab:claim A slice whose size is not known when compiling is on the heap, though it stays in its function.
//lab:claim-zh 编译时长度未知的切片，即使不离开函数，也在堆上。
//lab:holds allocs[4 elements]=1 allocs[5 elements]=1
//lab:claim Its backing array is in the frame up to 32 bytes.
//lab:claim-zh 32 字节以内，其底层数组在栈帧里。
//lab:holds allocs[4 elements]=0 allocs[5 elements]=1 placement=conditional
//lab:change 1.25 cmd/compile/internal/walk/builtin.go walkMakeSlice: a buffer of 32 bytes in the frame is tried first (-d=variablemakethreshold); before, escape analysis said "non-constant size" and gave up.
//lab:change-zh 先尝试栈帧里 32 字节的缓冲区（-d=variablemakethreshold）；之前逃逸分析以 "non-constant size" 直接判为逃逸。
//lab:case 4 elements: makeVariable(4)
//lab:case 5 elements: makeVariable(5)
//go:noinline
func makeVariable(n int) int {
	s := make([]int, n) //lab:site
	for i := range s {
		s[i] = i
	}
	return len(s)
}

//lab:title make with runtime.NumCPU()
//lab:zh 长度取自机器：make([]int, runtime.NumCPU())
//lab:claim A size that is read from the machine puts the slice on the heap.
//lab:claim-zh 长度取自机器的切片在堆上。
//lab:holds placement=heap
//lab:change 1.25 cmd/compile/internal/walk/builtin.go walkMakeSlice: it depends on the machine since: up to 4 processors fit into 32 bytes.
//lab:change-zh 此后取决于机器：不超过 4 个处理器时能放进 32 字节。
//lab:case makeNumCPU()
//go:noinline
func makeNumCPU() int {
	s := make([]int, runtime.NumCPU()) //lab:site
	s[0] = 1
	return len(s)
}

//lab:title a variable length below a constant capacity
//lab:zh 常量容量、变量长度
//lab:claim With a constant capacity the length may vary, and the array stays in the frame.
//lab:claim-zh 只要容量是常量，长度可变，数组仍在栈帧里。
//lab:holds placement=stack|gone allocs=0
//lab:why cmd/compile/internal/escape/utils.go HeapAllocReason: only the capacity of a make has to be constant.
//lab:why-zh 只要求 make 的容量是常量。
//lab:case makeCapacity(10)
//go:noinline
func makeCapacity(n int) int {
	s := make([]int, n, 64) //lab:site
	for i := range s {
		s[i] = i
	}
	return len(s)
}

//lab:title make that is returned
//lab:zh 被返回的 make
//lab:claim The array of a slice that is returned is on the heap, also a small one.
//lab:claim-zh 被返回的切片，其数组在堆上，小的也不例外。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/escape.go finish: its storage flows to a result, which outlives the frame.
//lab:why-zh 其存储流向返回值，生命周期超过栈帧。
//lab:case makeReturned()
//go:noinline
func makeReturned() []int {
	return make([]int, 8) //lab:site
}

//lab:title make of nothing
//lab:zh 长度为零的 make
//lab:claim An empty slice allocates nothing, even when it is kept.
//lab:claim-zh 空切片即使被保存也不分配。
//lab:holds allocs=0
//lab:why runtime/malloc.go mallocgc: a size of 0 is answered with the address of zerobase.
//lab:why-zh 大小为 0 时返回 zerobase 的地址。
//lab:case makeEmpty()
//go:noinline
func makeEmpty() {
	keptInts = make([]int, 0) //lab:site
}

//lab:title 64 KiB, implicitly allocated
//lab:zh 64 KiB：隐式分配的上限
//lab:claim make puts up to 64 KiB into the frame.
//lab:claim-zh make 最多把 64 KiB 放进栈帧。
//lab:holds placement=stack allocs=0
//lab:why cmd/compile/internal/ir/cfg.go MaxImplicitStackVarSize: 64 KiB for what make, new and &T{} allocate; the arrays of slice literals have no such limit.
//lab:why-zh make、new、&T{} 与字面量分配的上限是 64 KiB。
//lab:java The JVM replaces arrays by scalars only up to 64 elements (EliminateAllocationArraySizeLimit). Go puts whole arrays into the frame, by bytes.
//lab:java-zh JVM 只对不超过 64 个元素的数组做标量替换（EliminateAllocationArraySizeLimit）。Go 按字节数把整个数组放进栈帧。
//lab:case makeAtLimit(3)
//go:noinline
func makeAtLimit(i int) byte {
	s := make([]byte, 64<<10) //lab:site
	s[i] = 1
	return s[i+1]
}

//lab:title one byte more than 64 KiB
//lab:zh 比 64 KiB 多一个字节
//lab:claim A slice of more than 64 KiB is on the heap, though its size is constant and it stays in its function.
//lab:claim-zh 超过 64 KiB 的切片，即使长度是常量、不离开函数，也在堆上。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/utils.go HeapAllocReason: "too large for stack".
//lab:why-zh 报告写着 "too large for stack"。
//lab:case makeAboveLimit(3)
//go:noinline
func makeAboveLimit(i int) byte {
	s := make([]byte, 64<<10+1) //lab:site
	s[i] = 1
	return s[i+1]
}
