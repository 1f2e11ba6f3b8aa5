package wider

var kept []int

//go:noinline
func Run() int {
	kept = make([]int, 200) // want: worse size-grew: It has 1,600 bytes instead of 800.
	return len(kept)
}
