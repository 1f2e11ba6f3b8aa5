package boxed

var kept any

var plain int

//go:noinline
func Run(n int) int {
	plain = n
	return n
}
