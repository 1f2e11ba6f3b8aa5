package flowing

type point struct{ x, y int }

var kept *point

//go:noinline
func Run(n int) int {
	p := &point{n, n}
	p.y = 2
	return p.x
}
