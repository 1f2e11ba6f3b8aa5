package looped

var kept []*int

//go:noinline
func Run(n int) int {
	kept = make([]*int, 4)
	for i := 0; i < n; i++ {
		kept[i%4] = nil
	}
	return len(kept)
}
