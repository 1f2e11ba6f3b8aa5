package unchanged

import "strconv"

// Text is read by nobody.
type Text struct{ parts []string }

var kept []*Text

//go:noinline
func first(n int) *Text {
	t := &Text{}
	t.parts = append(t.parts, strconv.Itoa(n))
	return t
}

//go:noinline
func second(n int) func() int {
	m := make(map[string]int, 100)
	m["n"] = n
	return func() int {
		m["n"]++
		return m["n"]
	}
}

//go:noinline
func Run(n int) int {
	kept = append(kept, first(n))
	return second(n)()
}
