package settled

type point struct{ x, y int }

var kept *point

//go:noinline
func Run(n int) int {
	p := &point{n, n} // want: better flow-changed: Before:
	p.y = 2
	return p.x
}
