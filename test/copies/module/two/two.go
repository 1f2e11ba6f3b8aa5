// Package two has a function whose name and body another package has too.
package two

type point struct{ x, y int }

func newPoint(x, y int) *point { return &point{x, y} }

//go:noinline
func Run(n int) int {
	p := newPoint(n, 2)
	return p.x
}
