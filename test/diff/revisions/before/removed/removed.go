package removed

var kept []*int

//go:noinline
func Run(n int) int {
	kept = nil
	kept = make([]*int, 3) // want: gone removed-code: `make([]*int, 3)` is gone.
	return n
}
