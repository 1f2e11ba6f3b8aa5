package staying

var kept *int

//go:noinline
func use(p *int) int {
	kept = p
	return *p
}

//go:noinline
func Run() int {
	n := 7
	return use(&n)
}
