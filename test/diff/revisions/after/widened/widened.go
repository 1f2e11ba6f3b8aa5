package widened

var kept any

//go:noinline
func Run(n int) int {
	v := [3]int{n}
	kept = v // want: worse code-changed: The code of its function is another.
	return n
}
