package flowing

type point struct{ x, y int }

var kept *point

//go:noinline
func Run(n int) int {
	p := &point{n, n} // want: worse flow-changed: stored in package variable `kept`
	kept = p
	return p.x
}
