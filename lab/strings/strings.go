// Package strings asks when strings are copied.
package strings

var (
	kept      string
	keptBytes []byte
	short     = "ab"
	long      = "0123456789012345678901234567890123456789"
	bytes     = []byte("0123456789012345678901234567890123456789")
)

//lab:title a + b that stays
//lab:zh 不离开函数的 a + b
//lab:claim Every concatenation allocates.
//lab:claim-zh 每次拼接都会分配。
//lab:holds allocs[short]=1 allocs[long]=1
//lab:why runtime/string.go concatstrings: a result of up to 32 bytes that does not escape is built in a buffer in the frame.
//lab:why-zh 不逃逸且不超过 32 字节的结果在栈帧的缓冲区里构造。
//lab:java String concatenation goes through a StringBuilder or invokedynamic; the result is always an object.
//lab:java-zh 字符串拼接经由 StringBuilder 或 invokedynamic；结果总是对象。
//lab:case short: concat(short, short)
//lab:case long: concat(long, long)
//go:noinline
func concat(a, b string) int {
	s := a + b //lab:site
	return len(s) + int(s[0])
}

//lab:title a + b that is kept
//lab:zh 被保存的 a + b
//lab:claim A concatenation that is kept is one allocation, whatever the number of its parts.
//lab:claim-zh 被保存的拼接无论几段都只分配一次。
//lab:holds allocs=1
//lab:why runtime/string.go concatstrings: the lengths are added up first.
//lab:why-zh 先把长度加起来。
//lab:case concatKept(long, short, long)
//go:noinline
func concatKept(a, b, c string) {
	kept = a + b + c + a //lab:site
}

//lab:title []byte(s) that is written to
//lab:zh 会被写入的 []byte(s)
//lab:claim A conversion to bytes copies, and up to 32 bytes it does so in the frame.
//lab:claim-zh 转换为字节会拷贝，32 字节以内在栈帧里完成。
//lab:holds allocs[short]=0 allocs[long]=1
//lab:why runtime/string.go stringtoslicebyte: it is given a buffer in the frame where the result does not escape.
//lab:why-zh 结果不逃逸时会给它栈帧里的缓冲区。
//lab:case short: toBytes(short)
//lab:case long: toBytes(long)
//go:noinline
func toBytes(s string) byte {
	b := []byte(s) //lab:site
	b[0] = 'x'
	return b[1]
}

//lab:title []byte(s) that is only read
//lab:zh 只读的 []byte(s)
//lab:claim A conversion to bytes copies the string.
//lab:claim-zh 转换为字节会拷贝字符串。
//lab:holds allocs=1
//lab:change 1.22 cmd/compile/internal/escape/escape.go finish: bytes that nobody writes to borrow the string ("zero-copy string->[]byte conversion").
//lab:change-zh 没有写入的字节切片直接借用字符串（"zero-copy string->[]byte conversion"）。
//lab:case readBytes(long)
//go:noinline
func readBytes(s string) (total int) {
	for i, c := range []byte(s) { //lab:site
		total += i * int(c)
	}
	return total + last([]byte(s)) //lab:site
}

//go:noinline
func last(b []byte) int { return int(b[len(b)-1]) }

//lab:title string(b) in a comparison
//lab:zh 比较中的 string(b)
//lab:claim string(b) == s copies the bytes.
//lab:claim-zh string(b) == s 会拷贝字节。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/walk/order.go expr1: both sides of a comparison borrow the bytes (OBYTES2STRTMP).
//lab:why-zh 比较的两边直接借用字节（OBYTES2STRTMP）。
//lab:case compare(bytes, long)
//go:noinline
func compare(b []byte, s string) bool {
	return string(b) == s //lab:site
}

//lab:title string(b) that is kept
//lab:zh 被保存的 string(b)
//lab:claim The bytes of a string that is kept are on the heap.
//lab:claim-zh 被保存的字符串，其字节在堆上。
//lab:holds placement=heap allocs=1
//lab:why runtime/string.go slicebytetostring: strings do not change, so the bytes are copied.
//lab:why-zh 字符串不可变，所以要拷贝字节。
//lab:case keepString(bytes)
//go:noinline
func keepString(b []byte) {
	kept = string(b) //lab:site
}

//lab:title a substring
//lab:zh 子串
//lab:claim A substring is a copy.
//lab:claim-zh 子串是拷贝。
//lab:holds allocs>=1
//lab:why cmd/compile/internal/ssagen/ssa.go slice: pointer and length are computed; the bytes are shared, and kept alive as a whole.
//lab:why-zh 只计算指针与长度；字节是共享的，整体保持存活。
//lab:java substring copies since Java 7u6; before, it shared as Go does.
//lab:java-zh Java 7u6 起 substring 会拷贝；之前与 Go 一样共享。
//lab:case substring(long)
//go:noinline
func substring(s string) {
	kept = s[3:30]
}
