// Command plugged is a plugin.
package main

import "strconv"

type Own struct{ next *Own }

var kept *Own

func Allocate(n int) []string {
	var all []string
	for i := 0; i < n; i++ {
		kept = &Own{next: kept}
		all = append(all, strconv.Itoa(i+1000))
	}
	return all
}

func main() {}
