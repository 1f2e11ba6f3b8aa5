package unboxed

var kept any

var plain int

//go:noinline
func Run(n int) int {
	kept = n // want: gone no-longer-interface: `n` is no longer put into an interface.
	return n
}
