package shrunk

type point struct{ x, y int }

//go:noinline
func check(n int) int { return n }

func newPoint(x, y int) *point {
	x = check(x) + check(y)
	y = check(x) - check(y)
	return &point{x, y}
}

//go:noinline
func Run() int {
	p := newPoint(1, 2)
	return p.x + p.y
}
