//go:build go1.22

package closures

var keptAll []func() int

//lab:title a loop variable that is captured
//lab:zh 被捕获的循环变量
//lab:claim Each iteration has a variable of its own: one object for each closure, and the variable copied into it.
//lab:claim-zh 每次迭代都有自己的变量：每个闭包一个对象，变量拷贝在其中。
//lab:holds growth=1
//lab:why cmd/compile/internal/loopvar/loopvar.go ForCapture: since language version 1.22 the variable of an iteration is new, and is not assigned after its capture.
//lab:why-zh 自语言版本 1.22 起，每次迭代的变量是新的，捕获后不再被赋值。
//lab:case 3 iterations: loop(3)
//lab:case 4 iterations: loop(4)
//go:noinline
func loop(n int) {
	keptAll = append(keptAll[:0], nil, nil, nil, nil)
	for i := range n {
		keptAll[i] = func() int { return i } //lab:site
	}
}
