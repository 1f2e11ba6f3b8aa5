package staying

var kept *int

//go:noinline
func use(p *int) int {
	return *p
}

//go:noinline
func Run() int {
	n := 7 // want: better parameter-stays: Parameter `p` of staying.use no longer leaks.
	return use(&n)
}
