// Package wrapped has methods that the compiler makes wrappers for.
package wrapped

import "strconv"

type inner struct{ n int }

func (i inner) Text() string { return strconv.Itoa(i.n) + "!" }

func (i inner) Other() any { return i.n }

type outer struct {
	inner
	m int
}

type texter interface {
	Text() string
	Other() any
}

var kept []texter

//go:noinline
func Keep(n int) {
	kept = append(kept, &outer{inner{n}, n}, outer{inner{n}, n}, inner{n}, &inner{n})
}
