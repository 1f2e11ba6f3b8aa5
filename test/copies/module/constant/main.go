package main

type I interface{ A() float64 }
type R struct{ a, b float64 }

func (r R) A() float64 { return r.a }

func Mk(n int) []I {
	s := make([]I, 0, n)
	for i := 0; i < n; i++ {
		s = append(s, R{float64(i), 2})
	}
	return s
}

var sink []I

func main() { sink = Mk(3) }
