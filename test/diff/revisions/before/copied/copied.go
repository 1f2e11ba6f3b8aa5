package copied

type point struct{ x, y int }

var kept *point

func newPoint(n int) *point {
	return &point{n, n}
}

//go:noinline
func Run(n int) int {
	kept = newPoint(n)
	return other(n)
}

//go:noinline
func other(n int) int {
	p := newPoint(n)
	p.y = 2
	return p.x
}
