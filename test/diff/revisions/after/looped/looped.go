package looped

var kept []*int

//go:noinline
func Run(n int) int {
	for i := 0; i < n; i++ {
		kept = make([]*int, 4) // want: worse entered-loop: It is in a loop, before in no loop.
		kept[i%4] = nil
	}
	return len(kept)
}
