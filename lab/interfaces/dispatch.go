package interfaces

type reader interface{ read(p []byte) int }

type zeros struct{ n int }

func (z *zeros) read(p []byte) int {
	for i := range p {
		p[i] = 0
	}
	return len(p) + z.n
}

var source reader = &zeros{1}

//lab:title the argument of a call through an interface
//lab:zh 接口调用的实参
//lab:claim What is passed to a method of an interface is on the heap.
//lab:claim-zh 传给接口方法的东西在堆上。
//lab:holds placement=heap allocs=1
//lab:why cmd/compile/internal/escape/call.go call: the callee is not known, so its parameters are taken to leak.
//lab:why-zh 不知道被调用者，只能认为参数会外流。
//lab:case dynamic(source)
//go:noinline
func dynamic(r reader) int {
	buffer := make([]byte, 64) //lab:site
	return r.read(buffer)
}

//lab:title a call that is devirtualised
//lab:zh 去虚化的调用
//lab:claim When the compiler sees the type behind the interface, the argument stays.
//lab:claim-zh 编译器看得出接口背后的类型时，实参不逃逸。
//lab:holds placement=stack|gone allocs=0
//lab:why cmd/compile/internal/devirtualize/devirtualize.go StaticCall: the call becomes one of (*zeros).read, whose summary is known.
//lab:why-zh 调用变成 (*zeros).read，其摘要已知。
//lab:java Class hierarchy analysis and inline caches do it while the program runs.
//lab:java-zh JVM 在运行时靠类层次分析与内联缓存做到。
//lab:case devirtualised(1)
//go:noinline
func devirtualised(n int) int {
	var r reader = &zeros{n}
	buffer := make([]byte, 64) //lab:site
	return r.read(buffer)
}
