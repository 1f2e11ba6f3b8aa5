package leaking

var kept *int

//go:noinline
func use(p *int) int {
	kept = p
	return *p
}

//go:noinline
func Run() int {
	n := 7 // want: worse parameter-leaks: Parameter `p` of leaking.use now leaks.
	return use(&n)
}
