package main

type item struct{ n int }

type lexer struct {
	items chan item
	stack []func()
}

func lex() *lexer {
	return &lexer{
		items: make(chan item, 10), stack: make([]func(), 0, 10)}
}

var kept *lexer

func main() { kept = lex() }
