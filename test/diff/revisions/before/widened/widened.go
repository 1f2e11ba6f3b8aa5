package widened

var kept any

//go:noinline
func Run(n int) int {
	v := n
	kept = v
	return n
}
