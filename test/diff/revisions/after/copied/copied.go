package copied

type point struct{ x, y int }

var kept *point

func newPoint(n int) *point {
	return &point{n, n} // want: worse flow-changed: The copy that is inlined into copied.other is on the heap
}

//go:noinline
func Run(n int) int {
	kept = newPoint(n)
	return other(n)
}

//go:noinline
func other(n int) int {
	p := newPoint(n)
	kept = p
	return p.x
}
