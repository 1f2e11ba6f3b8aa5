package hoisted

var kept []*int

//go:noinline
func Run(n int) int {
	for i := 0; i < n; i++ {
		kept = make([]*int, 4)
		kept[i%4] = nil
	}
	return len(kept)
}
