package added

var kept []*int

//go:noinline
func Run(n int) int {
	kept = nil
	kept = kept[:0]
	return n
}
