// Package variants is compiled twice: by itself and with its test.
package variants

type conf struct{ a, b int }

var kept []*conf

//go:noinline
func New(n int) int {
	c := &conf{n, n}
	kept = append(kept, c)
	return len(kept)
}
