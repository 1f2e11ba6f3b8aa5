package preallocated

//go:noinline
func Run(n int) int {
	out := make([]int, 0, n) // want: new new-code: `make([]int, 0, n)` is new
	for i := 0; i < n; i++ {
		out = append(out, i)
	}
	return len(out)
}
