package maps

import "fmt"

var (
	keptAny any
	keptRun func() int
	out     = make(chan map[int]int, 1)
	done    = make(chan int)
	discard = discarder{}
	names   = map[string]int{"one": 1}
	one     = []byte("one")
)

type discarder struct{}

func (discarder) Write(p []byte) (int, error) { return len(p), nil }

//lab:title a map captured by a closure that stays
//lab:zh 被不离开函数的闭包捕获的 map
//lab:claim Being captured by a closure puts a map on the heap.
//lab:claim-zh 被闭包捕获的 map 在堆上。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/escape/escape.go flowClosure: what is captured goes where the closure goes, and this one stays.
//lab:why-zh 捕获的变量随闭包而去，而这个闭包不离开函数。
//lab:case captured()
//go:noinline
func captured() int {
	m := make(map[int]int) //lab:site
	set := func(i int) { m[i] = i }
	for i := 0; i < 4; i++ {
		set(i)
	}
	return len(m)
}

//lab:title a map captured by a closure that is kept
//lab:zh 被保存的闭包捕获的 map
//lab:claim A closure that outlives the function takes the map to the heap with it.
//lab:claim-zh 生命周期超过函数的闭包把 map 带到堆上。
//lab:holds placement=heap allocs>=2
//lab:why cmd/compile/internal/escape/escape.go flowClosure: map and closure are objects of their own.
//lab:why-zh map 与闭包各是一个对象。
//lab:case capturedKept()
//go:noinline
func capturedKept() {
	m := make(map[int]int) //lab:site
	keptRun = func() int { return len(m) }
}

//lab:title a map sent on a channel
//lab:zh 发送到 channel 的 map
//lab:claim A map that is sent is on the heap.
//lab:claim-zh 被发送的 map 在堆上。
//lab:holds placement=heap
//lab:why cmd/compile/internal/escape/stmt.go stmt: a send is an assignment to the heap (OSEND).
//lab:why-zh 发送等同于赋值到堆（OSEND）。
//lab:case sent()
//go:noinline
func sent() int {
	m := make(map[int]int) //lab:site
	out <- m
	return len(<-out)
}

//lab:title a map boxed into an interface that is kept
//lab:zh 装箱进被保存的接口的 map
//lab:claim Boxing a map costs an allocation of its own, as it does for a slice.
//lab:claim-zh 与切片一样，map 装箱另需一次分配。
//lab:holds allocs>=2
//lab:why cmd/compile/internal/types/type.go IsDirectIface: a map is one pointer, which fits into the interface.
//lab:why-zh map 是一个指针，直接放进接口。
//lab:case boxed()
//go:noinline
func boxed() {
	m := make(map[int]int) //lab:site
	keptAny = m
}

//lab:title a map in a package-level variable
//lab:zh 全局变量中的 map
//lab:claim A map that is stored in a package-level variable is on the heap.
//lab:claim-zh 全局变量持有的 map 在堆上。
//lab:holds placement=heap
//lab:why cmd/compile/internal/escape/graph.go (*batch).flow: an assignment to a global is one to {heap}.
//lab:why-zh 赋给全局变量就是赋给 {heap}。
//lab:case global()
//go:noinline
func global() {
	kept = make(map[int]int) //lab:site
}

//lab:title a map passed to fmt
//lab:zh 传给 fmt 的 map
//lab:claim Printing a map puts it on the heap.
//lab:claim-zh 打印 map 会使其在堆上。
//lab:holds placement=heap
//lab:why fmt/print.go (*pp).printArg: its argument is stored in pp, and handed to methods that the compiler cannot see.
//lab:why-zh 参数存入 pp，并传给编译器看不到的方法。
//lab:case printed()
//go:noinline
func printed() {
	m := make(map[int]int) //lab:site
	fmt.Fprint(discard, m)
}

//lab:title a map held by a goroutine
//lab:zh 被 goroutine 持有的 map
//lab:claim What a goroutine captures is on the heap.
//lab:claim-zh goroutine 捕获的 map 在堆上。
//lab:holds placement=heap
//lab:why cmd/compile/internal/escape/call.go goDeferStmt: the function of a go statement flows to the heap.
//lab:why-zh go 语句的函数流向堆。
//lab:case goroutine()
//go:noinline
func goroutine() int {
	m := make(map[int]int) //lab:site
	go func() { done <- len(m) }()
	return <-done
}

//lab:title values of more than 128 bytes
//lab:zh 超过 128 字节的值
//lab:claim Each large value is an allocation of its own.
//lab:claim-zh 每个大值单独分配一次。
//lab:holds growth=1
//lab:why internal/abi/map.go MapMaxElemBytes: groups hold pointers to values of more than 128 bytes (src/internal/abi/map_swiss.go in 1.24 and 1.25).
//lab:why-zh 值超过 128 字节时，组里只存指针。
//lab:case 3 entries: bigValues(3)
//lab:case 4 entries: bigValues(4)
//go:noinline
func bigValues(n int) int {
	m := make(map[int][136]byte)
	for i := 0; i < n; i++ {
		m[i] = [136]byte{1} //lab:site
	}
	return len(m)
}

//lab:title looking up a string that is bytes
//lab:zh 用字节切片查字符串键
//lab:claim m[string(b)] copies the bytes.
//lab:claim-zh m[string(b)] 会拷贝字节。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/walk/order.go mapKeyReplaceStrConv: a look-up borrows the bytes as a string.
//lab:why-zh 查找时直接把字节当作字符串借用。
//lab:case lookup(one)
//go:noinline
func lookup(b []byte) int {
	return names[string(b)] //lab:site
}

//lab:title range over a map
//lab:zh 遍历 map
//lab:claim The iterator of a range loop is on the heap.
//lab:claim-zh range 循环的迭代器在堆上。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/walk/order.go stmt: the iterator is a temporary of the function.
//lab:why-zh 迭代器是函数的临时变量。
//lab:case ranged()
//go:noinline
func ranged() (total int) {
	for _, v := range names {
		total += v
	}
	return total
}

//lab:title clear and fill again
//lab:zh 清空后重用
//lab:claim A map that is cleared keeps its memory: filling it again allocates nothing.
//lab:claim-zh 清空的 map 保留内存：再次填充不分配。
//lab:holds allocs=0
//lab:why runtime/map.go mapclear: the buckets are zeroed and kept (until 1.23; since 1.24 internal/runtime/maps (*Map).Clear).
//lab:why-zh 桶清零后保留（1.23 及之前；1.24 起为 internal/runtime/maps 的 (*Map).Clear）。
//lab:case cleared()
//go:noinline
func cleared() int {
	if kept == nil {
		kept = make(map[int]int)
	}
	clear(kept)
	for i := 0; i < 6; i++ {
		kept[i] = i //lab:site
	}
	return len(kept)
}
