package hoisted

var kept []*int

//go:noinline
func Run(n int) int {
	kept = make([]*int, 4) // want: better left-loop: It is in no loop, before in a loop.
	for i := 0; i < n; i++ {
		kept[i%4] = nil
	}
	return len(kept)
}
