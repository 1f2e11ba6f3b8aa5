// Package interfaces asks what it costs to put a value into an interface.
package interfaces

import "fmt"

type pair struct{ a, b int }

var (
	kept    any
	keptAll []any
	discard = discarder{}
	text    = "text"
)

type discarder struct{}

func (discarder) Write(p []byte) (int, error) { return len(p), nil }

//lab:title a small number
//lab:zh 小整数
//lab:claim Boxing an integer allocates, whatever its value.
//lab:claim-zh 整数装箱总会分配，与值无关。
//lab:holds allocs[255]=1 allocs[256]=1
//lab:why runtime/iface.go convT64: values below 256 have their place in a table (staticuint64s).
//lab:why-zh 小于 256 的值在表中已有位置（staticuint64s）。
//lab:java Integer.valueOf caches -128 to 127. Go's table has 0 to 255, of every integer type.
//lab:java-zh Integer.valueOf 缓存 -128 到 127。Go 的表是 0 到 255，适用于所有整数类型。
//lab:case 255: number(255)
//lab:case 256: number(256)
//lab:case -1: number(-1)
//go:noinline
func number(n int) {
	kept = n //lab:site
}

//lab:title a constant
//lab:zh 常量
//lab:claim A constant in an interface allocates nothing, though the report says that it escapes to heap.
//lab:claim-zh 放进接口的常量不分配，尽管报告写着 escapes to heap。
//lab:holds allocs=0 said=*escapes*
//lab:why cmd/compile/internal/walk/convert.go dataWord: it is read-only data of the program.
//lab:why-zh 它是程序的只读数据。
//lab:case constant()
//go:noinline
func constant() {
	kept = 123456 //lab:site
}

//lab:title a string
//lab:zh 字符串
//lab:claim A string variable costs an allocation, for its header.
//lab:claim-zh 字符串变量要为其头部分配一次。
//lab:holds allocs[text]=1 allocs[empty]=0
//lab:why runtime/iface.go convTstring: the empty string is in zeroVal, any other header is copied.
//lab:why-zh 空串指向 zeroVal，其他头部需要拷贝。
//lab:case text: str(text)
//lab:case empty: str("")
//go:noinline
func str(s string) {
	kept = s //lab:site
}

//lab:title a struct
//lab:zh 结构体
//lab:claim A struct is copied to the heap when it is boxed and kept.
//lab:claim-zh 结构体装箱并保存时被拷贝到堆上。
//lab:holds placement=heap allocs=1
//lab:why runtime/iface.go convT: mallocgc and typedmemmove.
//lab:why-zh mallocgc 加 typedmemmove。
//lab:case structure(pair{1, 2})
//go:noinline
func structure(p pair) {
	kept = p //lab:site
}

//lab:title a pointer
//lab:zh 指针
//lab:claim Boxing a pointer allocates.
//lab:claim-zh 指针装箱会分配。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/types/type.go IsDirectIface: it is stored in the interface itself.
//lab:why-zh 指针直接存在接口里。
//lab:case pointer(&shared)
//go:noinline
func pointer(p *pair) {
	kept = p //lab:site
}

var shared pair

//lab:title a box that stays
//lab:zh 不外流的装箱
//lab:claim Every conversion to an interface that is not a pointer allocates.
//lab:claim-zh 除指针外，每次转换为接口都会分配。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/walk/convert.go dataWord: what does not escape is copied to a temporary of the function.
//lab:why-zh 不逃逸时拷贝到函数的临时变量。
//lab:case stays(300)
//go:noinline
func stays(n int) bool {
	var v any = pair{n, n} //lab:site
	return equal(v, v)
}

//go:noinline
func equal(a, b any) bool { return a == b }

//lab:title passed to fmt
//lab:zh 传给 fmt
//lab:claim Every argument of Println that is no pointer is an allocation.
//lab:claim-zh Println 的每个非指针实参都是一次分配。
//lab:holds allocs[5]=1 allocs[5000]=1
//lab:why fmt/print.go (*pp).printArg: it is kept in pp; small numbers have their place in the table.
//lab:why-zh 实参保存在 pp 中；小整数在表中已有位置。
//lab:java Varargs and autoboxing: an array and an Integer for each call. Go's array of arguments stays in the frame.
//lab:java-zh 可变参数与自动装箱：每次调用一个数组和一个 Integer。Go 的参数数组留在栈帧里。
//lab:case 5: printed(5)
//lab:case 5000: printed(5000)
//go:noinline
func printed(n int) {
	fmt.Fprintln(discard, n) //lab:site
}

//lab:title a list of numbers in interfaces
//lab:zh 接口列表中的整数
//lab:claim A []any of n numbers costs n allocations beside its array.
//lab:claim-zh 含 n 个整数的 []any 除数组外还要 n 次分配。
//lab:holds allocs=4
//lab:why runtime/iface.go convT64: each number is an object of 8 bytes.
//lab:why-zh 每个整数是一个 8 字节的对象。
//lab:java List<Integer>: the same, with 16 bytes of header for each.
//lab:java-zh List<Integer>：同样如此，每个还有 16 字节的对象头。
//lab:case listed(1000)
//go:noinline
func listed(n int) {
	keptAll = []any{n, n + 1, n + 2} //lab:site
}
