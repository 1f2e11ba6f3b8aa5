package main

import "example.com/allocations/stock"

// stock.New is inlined here, and what it allocates is kept: the heap.
//
//go:noinline
func KeptItem(name string) *stock.Item {
	return stock.New(name)
}

// The same function inlined where nothing is kept: the same line of stock allocates nothing.
//
//go:noinline
func DroppedItem(name string) int {
	return len(stock.New(name).Name)
}

// Two instances of one generic function, so one line with two allocations of different types.
//
//go:noinline
func CountIntegers(values ...int) int {
	return len(stock.Count(values))
}

//go:noinline
func CountNames(values ...string) int {
	return len(stock.Count(values))
}

// A generic function that boxes: whether it allocates depends on the type and the value.
//
//go:noinline
func PairOfEach(n int, name string) int {
	return len(stock.Pair(n)) + len(stock.Pair(name))
}

// Two ways to build the same slice in another package; stock has a benchmark of the difference.
//
//go:noinline
func SortedNames(names ...string) []string {
	items := make([]*stock.Item, 0, len(names))
	for _, name := range names {
		items = append(items, stock.New(name))
	}
	return append(stock.Names(items), stock.NamesPreallocated(items)...)
}
