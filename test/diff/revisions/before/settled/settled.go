package settled

type point struct{ x, y int }

var kept *point

//go:noinline
func Run(n int) int {
	p := &point{n, n}
	kept = p
	return p.x
}
