package maps

//lab:title a map literal of 3 entries
//lab:zh 3 个元素的 map 字面量
//lab:claim A small literal that stays in its function allocates nothing.
//lab:claim-zh 不离开函数的小字面量不分配。
//lab:holds allocs=0
//lab:why cmd/compile/internal/walk/complit.go maplit: make with the number of entries as hint, and an assignment for each.
//lab:why-zh 以元素个数为提示的 make，再逐个赋值。
//lab:case literal3(2)
//go:noinline
func literal3(k int) int {
	m := map[int]int{1: k, 2: k, 3: k} //lab:site composite
	return m[k]
}

//lab:title a map literal of 9 entries
//lab:zh 9 个元素的 map 字面量
//lab:claim The ninth entry of a literal takes memory from the heap.
//lab:claim-zh 字面量的第九个元素需要堆上的内存。
//lab:holds placement=heap allocs>=1
//lab:why cmd/compile/internal/walk/builtin.go walkMakeMap: the hint is 9; the header stays in the frame, buckets or groups do not.
//lab:why-zh 提示是 9；头部留在栈帧里，桶或组不在。
//lab:case literal9(2)
//go:noinline
func literal9(k int) int {
	m := map[int]int{1: k, 2: k, 3: k, 4: k, 5: k, 6: k, 7: k, 8: k, 9: k} //lab:site composite
	return m[k]
}

//lab:title a map literal of 30 constant entries
//lab:zh 30 个常量元素的 map 字面量
//lab:claim A literal of constants is laid out when compiling, like an array.
//lab:claim-zh 常量字面量像数组一样在编译时排好。
//lab:holds allocs=0
//lab:why cmd/compile/internal/walk/complit.go maplit: above 25 entries keys and values are static arrays, from which a loop fills the map on the heap.
//lab:why-zh 超过 25 个元素时，键值是静态数组，由循环填入堆上的 map。
//lab:case literal30(2)
//go:noinline
func literal30(k int) int {
	//lab:site composite
	m := map[int]int{
		1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10,
		11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 16: 6, 17: 7, 18: 8, 19: 9, 20: 10,
		21: 1, 22: 2, 23: 3, 24: 4, 25: 5, 26: 6, 27: 7, 28: 8, 29: 9, 30: 10,
	}
	return m[k]
}
