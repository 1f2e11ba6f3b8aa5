// Package stock is a small library whose functions allocate in their callers.
package stock

import "sort"

// Item is one thing in stock.
type Item struct {
	Name  string
	Count int
}

// New is short enough to be inlined: whether it allocates is decided in each caller.
func New(name string) *Item {
	return &Item{Name: name, Count: 1}
}

// Count returns how often each value occurs.
func Count[T comparable](values []T) map[T]int {
	counts := make(map[T]int, len(values))
	for _, value := range values {
		counts[value]++
	}
	return counts
}

// Pair returns the value twice, as interfaces.
//
//go:noinline
func Pair[T any](value T) []any {
	return []any{value, value}
}

// Names returns the names of the items in order. It grows its result as it goes.
func Names(items []*Item) []string {
	var names []string
	for _, item := range items {
		names = append(names, item.Name)
	}
	sort.Strings(names)
	return names
}

// NamesPreallocated is Names with one allocation for the result.
func NamesPreallocated(items []*Item) []string {
	names := make([]string, 0, len(items))
	for _, item := range items {
		names = append(names, item.Name)
	}
	sort.Strings(names)
	return names
}
