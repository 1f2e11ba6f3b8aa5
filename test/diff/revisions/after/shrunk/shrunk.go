package shrunk

type point struct{ x, y int }

func newPoint(x, y int) *point {
	return &point{x, y} // want: better callee-inlined: newPoint is inlined (cost
}

//go:noinline
func Run() int {
	p := newPoint(1, 2)
	return p.x + p.y
}
