package main

import "fmt"

// Grid is a struct with a large array inside.
type Grid struct {
	Width int
	Cells [4096]int
}

// A pointer that is returned.
//
//go:noinline
func PointerReturned(x, y int) *Point {
	return &Point{x, y}
}

// A pointer that stays: the same expression without the heap.
//
//go:noinline
func PointerLocal(x, y int) int {
	p := &Point{x, y}
	return read(p)
}

// A variable whose address is returned moves to the heap where it is declared.
//
//go:noinline
func MovedToHeap(n int) *int {
	doubled := n * 2
	return &doubled
}

// 32 KiB are no trouble for the stack.
//
//go:noinline
func BigArrayOnStack(i int) int {
	var grid Grid
	fill(&grid)
	return grid.Cells[i]
}

// They are one large allocation when the address leaves.
//
//go:noinline
func BigArrayReturned(i int) *Grid {
	grid := &Grid{Width: 64}
	grid.Cells[i] = i
	return grid
}

// A variable may have 128 KiB since Go 1.24, and 10 MiB before; this one has 160 KiB.
//
//go:noinline
func TooBigForStack(i int) int {
	var grids [5]Grid
	fill(&grids[4])
	return grids[4].Cells[i]
}

// A struct without fields takes no memory, so that a pointer to one takes none either.
//
//go:noinline
func EmptyStruct() *struct{} {
	return new(struct{})
}

// The message is allocated only when the check fails.
//
//go:noinline
func Checked(n int) int {
	if n < 0 {
		panic(fmt.Sprintf("negative: %d", n))
	}
	return n
}

//go:noinline
func read(p *Point) int {
	return p.X + p.Y
}

//go:noinline
func fill(g *Grid) {
	for i := range g.Cells {
		g.Cells[i] = i
	}
}
