// Package store keeps what it is given.
package store

var kept []any

// Keep leaks its parameter.
//
//go:noinline
func Keep(value any) { kept = append(kept, value) }

// Look reads and lets go.
//
//go:noinline
func Look(p *int) int { return *p }
