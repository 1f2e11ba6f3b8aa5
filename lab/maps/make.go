// Package maps asks where the headers and the buckets or groups of maps are.
package maps

var kept map[int]int

//lab:title var m map
//lab:zh 只声明的 map：var m map
//lab:claim A nil map can be read without an allocation.
//lab:claim-zh 读取 nil map 不需要分配。
//lab:holds allocs=0
//lab:why runtime/map.go mapaccess1: it answers a nil map with a zero value (until 1.23; since 1.24 internal/runtime/maps does).
//lab:why-zh 对 nil map 返回零值（1.23 及之前；1.24 起由 internal/runtime/maps 完成）。
//lab:case nilMap(1)
//go:noinline
func nilMap(k int) int {
	var m map[int]int
	return m[k] + len(m)
}

//lab:title make(map) that stays in its function
//lab:zh 不离开函数的 make(map)
//lab:claim The buckets of a map are always on the heap.
//lab:claim-zh map 的桶总在堆上。
//lab:holds allocs[8 entries]>=1
//lab:claim Header and first bucket or group are in the frame: the ninth entry is the first to allocate.
//lab:claim-zh 头部与第一个桶（组）在栈帧里：第九个元素才开始分配。
//lab:holds allocs[8 entries]=0 allocs[9 entries]>=1
//lab:why cmd/compile/internal/walk/builtin.go walkMakeMap: for a hint of at most 8 header and first bucket (1.24: group) are temporaries of the function.
//lab:why-zh 提示不超过 8 时，头部与第一个桶（1.24 起：组）是函数的临时变量。
//lab:case 8 entries: local(8)
//lab:case 9 entries: local(9)
//lab:case 100 entries: local(100)
//go:noinline
func local(n int) int {
	m := make(map[int]int) //lab:site
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return len(m)
}

//lab:title hint 0
//lab:zh 提示 0
//lab:claim make(map, 0) is make(map).
//lab:claim-zh make(map, 0) 就是 make(map)。
//lab:holds allocs[8 entries]=0 placement=conditional
//lab:why cmd/compile/internal/walk/builtin.go walkMakeMap: a constant hint of at most 8 asks for no buckets in advance.
//lab:why-zh 不超过 8 的常量提示不会预先要桶。
//lab:case 8 entries: hint0(8)
//go:noinline
func hint0(n int) int {
	m := make(map[int]int, 0) //lab:site
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return len(m)
}

//lab:title hint 1
//lab:zh 提示 1
//lab:claim A hint of 1 allocates nothing in advance.
//lab:claim-zh 提示 1 不会预先分配。
//lab:holds allocs[8 entries]=0 placement=conditional
//lab:why cmd/compile/internal/walk/builtin.go walkMakeMap: a constant hint of at most 8 asks for no buckets in advance.
//lab:why-zh 不超过 8 的常量提示不会预先要桶。
//lab:case 8 entries: hint1(8)
//go:noinline
func hint1(n int) int {
	m := make(map[int]int, 1) //lab:site
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return len(m)
}

//lab:title hint 8
//lab:zh 提示 8
//lab:claim A hint of 8 is the last that stays in the frame.
//lab:claim-zh 提示 8 是仍留在栈帧里的最大值。
//lab:holds allocs[8 entries]=0 placement=conditional
//lab:why cmd/compile/internal/walk/builtin.go walkMakeMap: a bucket (1.24: a group) has 8 slots.
//lab:why-zh 一个桶（1.24 起：组）有 8 个槽。
//lab:case 8 entries: hint8(8)
//go:noinline
func hint8(n int) int {
	m := make(map[int]int, 8) //lab:site
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return len(m)
}

//lab:title hint 9
//lab:zh 提示 9
//lab:claim With a hint of 9 the map takes memory from the heap before there is an entry.
//lab:claim-zh 提示为 9 时，放入元素之前就要从堆上取内存。
//lab:holds allocs[no entry]>=1 placement=heap
//lab:why cmd/compile/internal/walk/builtin.go walkMakeMap: makemap is called; only the header can be in the frame.
//lab:why-zh 调用 makemap；只有头部可能在栈帧里。
//lab:case no entry: hint9(0)
//lab:case 9 entries: hint9(9)
//go:noinline
func hint9(n int) int {
	m := make(map[int]int, 9) //lab:site
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return len(m)
}

//lab:title hint 100
//lab:zh 提示 100
//lab:claim The hint makes room at once: 100 entries take at most a few overflow buckets more.
//lab:claim-zh 提示一次备足空间：放入 100 个元素最多再要几个溢出桶。
//lab:holds allocs[no entry]>=1 growth<=4
//lab:why runtime/map.go makemap: buckets for the hint at a load factor of 6.5 (until 1.23; since 1.24 internal/runtime/maps.NewMap, 7 of 8 slots).
//lab:why-zh 按装载因子 6.5 为提示准备桶（1.23 及之前；1.24 起 internal/runtime/maps.NewMap，8 个槽用 7 个）。
//lab:case no entry: hint100(0)
//lab:case 100 entries: hint100(100)
//go:noinline
func hint100(n int) int {
	m := make(map[int]int, 100) //lab:site
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return len(m)
}

//lab:title a hint that varies
//lab:zh 可变的提示
//lab:claim A hint that is not constant puts the map on the heap.
//lab:claim-zh 提示不是常量时 map 在堆上。
//lab:holds allocs[hint 8]>=1
//lab:why cmd/compile/internal/walk/builtin.go walkMakeMap: the hint is compared with 8 while the program runs, and header and bucket in the frame are used below.
//lab:why-zh 运行时把提示与 8 比较，不超过时使用栈帧里的头部与桶。
//lab:case hint 8: hintVariable(8)
//lab:case hint 9: hintVariable(9)
//go:noinline
func hintVariable(n int) int {
	m := make(map[int]int, n) //lab:site
	m[1] = n
	return len(m)
}

//lab:title a map that is returned
//lab:zh 被返回的 map
//lab:claim A map that is returned costs two allocations with its first entry: header, and bucket or group.
//lab:claim-zh 被返回的 map 放入第一个元素时共分配两次：头部，以及桶或组。
//lab:holds placement=heap allocs[empty]=1 allocs[1 entry]=2
//lab:why runtime/map.go makemap_small: it allocates the header alone (since 1.24 internal/runtime/maps.NewEmptyMap); the first assignment allocates the rest.
//lab:why-zh 只分配头部（1.24 起由 internal/runtime/maps.NewEmptyMap 完成）；第一次赋值时才分配其余部分。
//lab:case empty: returned(0)
//lab:case 1 entry: returned(1)
//go:noinline
func returned(n int) map[int]int {
	m := make(map[int]int) //lab:site
	for i := 0; i < n; i++ {
		m[i] = i
	}
	return m
}
