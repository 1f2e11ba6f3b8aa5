package boxed

var kept any

var plain int

//go:noinline
func Run(n int) int {
	kept = n // want: new became-interface: `n` is put into an interface
	return n
}
