package stock

import (
	"reflect"
	"testing"
)

func items() []*Item {
	return []*Item{New("washer"), New("bolt"), New("nut"), New("screw"), New("spring"), New("gear")}
}

func TestNames(t *testing.T) {
	want := []string{"bolt", "gear", "nut", "screw", "spring", "washer"}
	if got := Names(items()); !reflect.DeepEqual(got, want) {
		t.Errorf("Names: got %q, want %q", got, want)
	}
	if got := NamesPreallocated(items()); !reflect.DeepEqual(got, want) {
		t.Errorf("NamesPreallocated: got %q, want %q", got, want)
	}
}

var kept []string

// The difference between the two benchmarks is the growth of one slice.
func BenchmarkNames(b *testing.B) {
	all := items()
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		kept = Names(all)
	}
}

func BenchmarkNamesPreallocated(b *testing.B) {
	all := items()
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		kept = NamesPreallocated(all)
	}
}
