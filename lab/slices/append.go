package slices

//lab:title append to a nil slice that stays in its function
//lab:zh 对不离开函数的 nil 切片 append
//lab:claim What append builds is always on the heap.
//lab:claim-zh append 构造的数组总在堆上。
//lab:holds allocs[4 elements]>=1 allocs[64 elements]>=1
//lab:claim append reports its allocations: the report has a line for them.
//lab:claim-zh append 的分配会出现在编译器报告里。
//lab:holds said=append*
//lab:change 1.25 cmd/compile/internal/ssagen/ssa.go append: the first 32 bytes come from a buffer in the frame; escape analysis treats append as an allocation since, and reports it.
//lab:change-zh 前 32 字节来自栈帧中的缓冲区；此后逃逸分析把 append 当作分配并报告。
//lab:case 4 elements: appendLocal(4)
//lab:case 64 elements: appendLocal(64)
//go:noinline
func appendLocal(n int) int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i) //lab:site
	}
	return len(s)
}

//lab:title append that is returned
//lab:zh 被返回的 append 结果
//lab:claim When the result is returned, every step of its growth is an allocation.
//lab:claim-zh 结果被返回时，每次扩容都是一次分配。
//lab:holds allocs[4 elements]=3
//lab:change 1.26 cmd/compile/internal/slice/slice.go Funcs: it is built in the frame, and moved to the heap (moveSliceNoCap) where it is returned.
//lab:change-zh 在栈帧里构造，返回时再搬到堆上（moveSliceNoCap）。
//lab:case 4 elements: appendReturned(4)
//lab:case 64 elements: appendReturned(64)
//go:noinline
func appendReturned(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i) //lab:site
	}
	return s
}

//lab:title append within a constant capacity
//lab:zh 在常量容量之内 append
//lab:claim As long as the capacity of the make is enough, append allocates nothing.
//lab:claim-zh 只要 make 的容量够用，append 就不分配。
//lab:holds allocs[8 elements]=0 allocs[9 elements]=1
//lab:why cmd/compile/internal/ssagen/ssa.go append: growslice is called only when the new length is above the capacity.
//lab:why-zh 只有新长度超过容量时才调用 growslice。
//lab:case 8 elements: appendCapacity(8)
//lab:case 9 elements: appendCapacity(9)
//go:noinline
func appendCapacity(n int) int {
	s := make([]int, 0, 8)
	for i := 0; i < n; i++ {
		s = append(s, i) //lab:site
	}
	return len(s)
}

//lab:title growth of append
//lab:zh append 的扩容
//lab:claim Capacity doubles: to 512 elements of 8 bytes it takes ten arrays.
//lab:claim-zh 容量成倍增长：增长到 512 个 8 字节元素需要 10 个数组。
//lab:holds allocs=10
//lab:why runtime/slice.go growslice: it doubles below 256 elements, and rounds up to size classes.
//lab:why-zh 256 个元素以下翻倍，并向上取整到大小类。
//lab:case appendGrowth(512)
//go:noinline
func appendGrowth(n int) {
	keptInts = nil
	for i := 0; i < n; i++ {
		keptInts = append(keptInts, i) //lab:site
	}
}
