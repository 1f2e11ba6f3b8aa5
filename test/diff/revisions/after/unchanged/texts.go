package unchanged

import "strconv"

// Text is read by nobody.
type Text struct{ parts []string }

var kept []*Text

// A comment that was not there.
//
//go:noinline
func initial(n int) *Text {
	t := &Text{}
	t.parts = append(t.parts, strconv.Itoa(n))

	// The text.
	return t
}
