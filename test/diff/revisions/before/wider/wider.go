package wider

var kept []int

//go:noinline
func Run() int {
	kept = make([]int, 100)
	return len(kept)
}
