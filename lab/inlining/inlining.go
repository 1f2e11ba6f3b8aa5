// Package inlining asks what the compiler's other passes do to the decision.
package inlining

type point struct{ x, y int }

var (
	kept   *point
	always = false
)

func newPoint(n int) *point {
	return &point{n, n} //lab:site inlined
}

//go:noinline
func newPointCalled(n int) *point {
	return &point{n, n} //lab:site called
}

//lab:title a constructor that is inlined
//lab:zh 被内联的构造函数
//lab:claim A constructor costs an allocation, because it returns a pointer.
//lab:claim-zh 构造函数返回指针，所以要分配一次。
//lab:holds allocs=1
//lab:why cmd/compile/internal/inline/inl.go mkinlcall: its body is part of the caller before escape analysis looks at it.
//lab:why-zh 在逃逸分析之前，它的函数体已成为调用者的一部分。
//lab:flags -gcflags=-l
//lab:flags -gcflags=-N
//lab:flags -race
//lab:case inlined(3)
//go:noinline
func inlined(n int) int {
	p := newPoint(n)
	return p.x + p.y
}

//lab:title a constructor that is called
//lab:zh 未被内联的构造函数
//lab:claim Without inlining it does allocate.
//lab:claim-zh 没有内联时确实会分配。
//lab:holds allocs=1
//lab:why cmd/compile/internal/escape/escape.go finish: each function is decided for itself: the result escapes from it.
//lab:why-zh 每个函数单独判断：结果从中逃逸。
//lab:case called(3)
//go:noinline
func called(n int) int {
	p := newPointCalled(n)
	return p.x + p.y
}

//lab:title code that cannot be reached
//lab:zh 不可达的代码
//lab:claim An assignment in dead code does not count.
//lab:claim-zh 死代码中的赋值不算数。
//lab:holds allocs=0
//lab:why cmd/compile/internal/noder/reader.go ifStmt: a branch behind a constant condition is left out before escape analysis (until 1.22 cmd/compile/internal/deadcode).
//lab:why-zh 常量条件后的分支在逃逸分析之前就被去掉（1.22 及之前由 cmd/compile/internal/deadcode 完成）。
//lab:flags -gcflags=-N
//lab:case dead(3)
//go:noinline
func dead(n int) int {
	p := &point{n, n} //lab:site
	if false {
		kept = p
	}
	return p.x
}

//lab:title code that is never reached, as only the reader knows
//lab:zh 只有读者知道不会执行的代码
//lab:claim Code that is never run does not count.
//lab:claim-zh 从不执行的代码不算数。
//lab:holds allocs=0
//lab:why cmd/compile/internal/escape/escape.go Batch: it runs before SSA, and values of variables are not known.
//lab:why-zh 逃逸分析在 SSA 之前，不知道变量的值。
//lab:case neverRun(3)
//go:noinline
func neverRun(n int) int {
	p := &point{n, n} //lab:site
	if always {
		kept = p
	}
	return p.x
}

//lab:title memory that nobody looks at
//lab:zh 没人看的内存
//lab:claim A make whose result is not used is removed.
//lab:claim-zh 结果未被使用的 make 会被移除。
//lab:holds allocs=0
//lab:why cmd/compile/internal/ssa/deadcode.go deadcode: nothing depends on the values; a call of makeslice has to stay, as it may panic.
//lab:why-zh 没有值依赖它；makeslice 调用可能 panic，必须保留。
//lab:flags -gcflags=-N
//lab:case 4 KB: unused()
//go:noinline
func unused() {
	s := make([]int, 512) //lab:site
	_ = s
}

//lab:title a variable make without optimisation
//lab:zh 关闭优化时的变量长度 make
//lab:claim -N changes where a slice of variable size is.
//lab:claim-zh -N 会改变变量长度切片的位置。
//lab:holds differs[-gcflags=-N]=yes
//lab:change 1.25 cmd/compile/internal/walk/builtin.go walkMakeSlice: the buffer in the frame is an optimisation (base.Flag.N == 0); before there was none.
//lab:change-zh 栈帧中的缓冲区是一种优化（base.Flag.N == 0）；此前没有这种缓冲区。
//lab:flags -gcflags=-N
//lab:flags -gcflags=-l
//lab:flags -race
//lab:case 4 elements: variable(4)
//go:noinline
func variable(n int) int {
	s := make([]int, n) //lab:site
	for i := range s {
		s[i] = i
	}
	return len(s)
}

//lab:title a callee above the inlining budget
//lab:zh 超过内联预算的函数
//lab:claim A profile (PGO) that says the call is hot keeps its object in the frame.
//lab:claim-zh 画像（PGO）指出调用是热点时，其对象留在栈帧里。
//lab:holds allocs[-pgo]=0
//lab:why cmd/compile/internal/inline/inl.go inlineBudget: hot calls have a budget of 2000 instead of 80.
//lab:why-zh 热点调用的预算是 2000 而不是 80。
//lab:flags -pgo
//lab:hot hot hotCallee
//lab:case hot(3)
//go:noinline
func hot(n int) int {
	p := hotCallee(n)
	return p.x + p.y
}

func hotCallee(n int) *point {
	for i := 0; i < n; i++ {
		n += i * n
		if n%7 == 3 {
			n -= i
		}
		if n%11 == 5 {
			n += i*3 + n/5
		}
		if n%13 == 7 {
			n -= i*5 - n/3
		}
		if n%17 == 2 {
			n += i*7 + n/9
		}
		if n%19 == 4 {
			n -= i*9 - n/11
		}
	}
	return &point{n, n} //lab:site hot
}
