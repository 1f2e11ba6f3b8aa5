package slices

//lab:title a slice literal
//lab:zh 切片字面量
//lab:claim The array of a literal that stays in its function is in the frame.
//lab:claim-zh 不离开函数的字面量，其数组在栈帧里。
//lab:holds placement=stack allocs=0
//lab:why cmd/compile/internal/walk/complit.go slicelit: it becomes an array variable of the function.
//lab:why-zh 变成函数里的数组变量。
//lab:case literal(2, 3)
//go:noinline
func literal(a, b int) int {
	s := []int{a, b, a} //lab:site
	for i := range s {
		s[i]++
	}
	return s[0] + s[2]
}

//lab:title a slice literal that is returned
//lab:zh 被返回的切片字面量
//lab:claim The array of a literal that is returned is on the heap.
//lab:claim-zh 被返回的字面量，其数组在堆上。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/walk/complit.go slicelit: an array is allocated with new, and filled.
//lab:why-zh 用 new 分配数组，再逐个填充。
//lab:case literalReturned(2, 3)
//go:noinline
func literalReturned(a, b int) []int {
	return []int{a, b, a} //lab:site
}

//lab:title a slice literal of 80 KB
//lab:zh 80 KB 的切片字面量
//lab:claim The limit of 64 KiB is one for literals too.
//lab:claim-zh 64 KiB 的上限对字面量同样有效。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/utils.go HeapAllocReason: it asks the size of what new, &T{} and make allocate, and not of a literal's array.
//lab:why-zh 只检查 new、&T{} 与 make 的大小，不检查字面量的数组。
//lab:case literalBig(1)
//go:noinline
func literalBig(i int) int {
	s := []int{0: i, 9999: i} //lab:site
	s[i]++
	return s[i+1]
}
