package added

var kept []*int

//go:noinline
func Run(n int) int {
	kept = nil
	kept = make([]*int, 3) // want: new new-code: `make([]*int, 3)` is new:
	return n
}
