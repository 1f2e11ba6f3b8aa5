package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"log/slog"
	"math/big"
	"math/rand"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"text/scanner"
	text "text/template"
	"time"
	"unicode"
)

type formatted struct{ n int }

func (f formatted) String() string { stop(); return strconv.Itoa(f.n) }

type formatter struct{ p *formatted }

func (f formatter) Format(s fmt.State, verb rune) {
	stop()
	_, _ = fmt.Fprintf(s, "%v", f.p)
}

type failure struct{ inner error }

func (f failure) Error() string   { stop(); return "failure" }
func (f failure) Unwrap() error   { stop(); return f.inner }
func (f failure) Is(e error) bool { stop(); return e == io.EOF }

func (f formatted) LogValue() slog.Value { stop(); return slog.IntValue(f.n) }

func formatting() {
	f := formatted{1}
	values := []any{f, &f, formatter{&f}, []any{f, 1}, map[string]formatted{"x": f, "y": f}, struct {
		A formatted
		B *int
		C []formatter
	}{A: f, C: []formatter{{&f}}}, [2]formatted{}, failure{io.EOF}, errors.Join(failure{nil}, io.EOF), 1.5, "s", nil, []byte("x")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x", "%T", "%6.2v", "%!"} {
		for _, value := range values {
			_, _ = fmt.Fprintf(writer{io.Discard}, verb+" %[1]v\n", value)
		}
	}
	_ = fmt.Sprintln(values...)
	err := fmt.Errorf("one %w two %w", failure{io.EOF}, failure{fs{}})
	_ = errors.Is(err, io.ErrUnexpectedEOF)
	var target fs
	_ = errors.As(err, &target)
	var a, b int
	var s string
	_, _ = fmt.Fscanf(&reader{strings.NewReader("12 34 text"), 1}, "%d %d %s", &a, &b, &s)
	_, _ = fmt.Fscan(&reader{strings.NewReader("12 34 text"), 1}, &a, &b, &s)
	var sc scanning
	_, _ = fmt.Sscan("abc", &sc)
	log.New(writer{io.Discard}, "p", log.LstdFlags|log.Lshortfile).Printf("%v %v", f, &f)
	for _, handler := range []slog.Handler{
		slog.NewTextHandler(writer{io.Discard}, &slog.HandlerOptions{AddSource: true, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { stop(); return a }}),
		slog.NewJSONHandler(writer{io.Discard}, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr { stop(); return a }}),
	} {
		logger := slog.New(handler).With("a", f).WithGroup("g")
		logger.Info("message", "f", f, "err", failure{}, slog.Group("h", "x", 1, "y", f), "t", time.Second)
	}
}

type fs struct{}

func (fs) Error() string { return "fs" }

type scanning struct{ s string }

func (s *scanning) Scan(state fmt.ScanState, verb rune) error {
	stop()
	token, err := state.Token(true, func(r rune) bool { stop(); return unicode.IsLetter(r) })
	s.s = string(token)
	return err
}

const page = `{{define "item"}}<li class="{{.N | twice}}">{{stop .}}{{.}}</li>{{end}}
{{range $i, $x := .List}}{{if gt $x.N 1}}{{template "item" $x}}{{else if eq $i 0}}{{stop $x}}{{else}}{{continue}}{{end}}{{end}}
{{with .Map}}{{range $k, $v := .}}{{$k}}={{$v}}{{printf "%v %s" $v (stop $k)}}{{end}}{{end}}
{{.Method 3}}{{.Call}}{{call .Func 4}}{{index .Map "a"}}{{len .List}}{{slice .Text 1 2}}{{and (stop 1) (or 0 (stop 2))}}{{not false}}
<a href="/x?y={{.Text}}" onclick="f({{.List}})" style="color: {{.Text}}">{{html .Text}}{{js .Text}}{{urlquery .Text}}</a><script>var x = {{.Map}};</script>`

type data struct {
	List []formattedN
	Map  map[string]formattedN
	Text string
	Func func(int) (string, error)
}

type formattedN struct{ N int }

func (f formattedN) String() string               { stop(); return "N" }
func (d data) Method(n int) string                { stop(); return strings.Repeat("x", n) }
func (d *data) Call() (formattedN, error)         { stop(); return formattedN{1}, nil }
func (f formattedN) MarshalJSON() ([]byte, error) { stop(); return []byte("1"), nil }

func templates() {
	d := &data{[]formattedN{{1}, {2}, {3}}, map[string]formattedN{"a": {1}, "b": {2}}, "t<e>xt", func(n int) (string, error) { stop(); return "f", nil }}
	functions := map[string]any{
		"stop":  func(v any) any { stop(); return v },
		"twice": func(n int) (int, error) { stop(); return 2 * n, nil },
	}
	for i := 0; i < 3; i++ {
		if err := text.Must(text.New("t").Funcs(functions).Parse(page)).Execute(writer{io.Discard}, d); err != nil {
			panic(err)
		}
		if err := template.Must(template.New("h").Funcs(functions).Parse(page)).Execute(writer{io.Discard}, d); err != nil {
			panic(err)
		}
	}
	bad := text.Must(text.New("t").Funcs(map[string]any{"fail": func() (int, error) { stop(); panic("in a template") }}).Parse("{{fail}}"))
	_ = bad.Execute(writer{io.Discard}, nil)
}

// runes stops at each rune that an expression reads.
type runes struct {
	r io.RuneReader
	n int
}

func (r *runes) ReadRune() (rune, int, error) {
	stop()
	return r.r.ReadRune()
}

func expressions() {
	const subject = "foo=12; bar=345 (é) foo=6 aaaaaaaaaaaaab"
	for _, expression := range []string{`(\w+)=(\d+)`, `a*b`, `(a|aa)+$`, `^foo`, `(?i)BAR`, `[^a-z]+`, `x*`, `(a?){20}a{20}`, `\bfoo\b.*?(é)`} {
		re := regexp.MustCompile(expression)
		_ = re.ReplaceAllStringFunc(subject, func(s string) string { stop(); return s + s })
		_ = re.ReplaceAllFunc([]byte(subject), func(b []byte) []byte { stop(); return b })
		_ = re.MatchReader(&runes{r: strings.NewReader(subject)})
		_ = re.FindReaderSubmatchIndex(&runes{r: strings.NewReader(subject)})
		_ = re.FindAllStringSubmatch(strings.Repeat(subject, 3), -1)
		_ = re.ReplaceAllString(subject, "$1")
		re.Longest()
		_ = re.MatchReader(&runes{r: strings.NewReader(subject)})
	}
}

type keyed struct {
	key  string
	more *keyed
}

type ordered []keyed

func (o ordered) Len() int           { stop(); return len(o) }
func (o ordered) Less(i, j int) bool { stop(); return o[i].key < o[j].key }
func (o ordered) Swap(i, j int)      { stop(); o[i], o[j] = o[j], o[i] }

func sorting() {
	random := rand.New(rand.NewSource(1))
	for _, kind := range []func(int) int{func(i int) int { return random.Intn(1000) }, func(i int) int { return i }, func(i int) int { return -i }, func(i int) int { return i % 3 }, func(i int) int { return i ^ 0x55 }} {
		var list ordered
		for i := 0; i < 200; i++ {
			list = append(list, keyed{key: strconv.Itoa(kind(i))})
		}
		sort.Stable(append(ordered(nil), list...))
		sort.Slice(append(ordered(nil), list...), func(i, j int) bool { stop(); return list[i].key < list[j].key })
		sort.SliceStable(append(ordered(nil), list...), func(i, j int) bool { stop(); return list[i].key < list[j].key })
		sort.Sort(list)
		_ = sort.IsSorted(sort.Reverse(list))
		_, _ = sort.Find(len(list), func(i int) int { stop(); return strings.Compare("5", list[i].key) })
	}
}

func texts() {
	r := bufio.NewReaderSize(&reader{strings.NewReader(strings.Repeat("line of text\n", 30)), 5}, 16)
	_, _ = r.ReadString('\n')
	_, _, _ = r.ReadLine()
	_, _ = r.ReadBytes('x')
	_, _, _ = r.ReadRune()
	_, _ = r.Peek(4)
	_, _ = r.Discard(20)
	_, _ = r.WriteTo(writer{io.Discard})
	s := bufio.NewScanner(&reader{strings.NewReader("some words in lines\nmore"), 4})
	s.Split(func(data []byte, end bool) (int, []byte, error) { stop(); return bufio.ScanWords(data, end) })
	for s.Scan() {
		sink = s.Text()
	}
	w := bufio.NewWriterSize(writer{io.Discard}, 16)
	_, _ = w.WriteString(strings.Repeat("text", 20))
	_, _ = w.ReadFrom(&reader{strings.NewReader("from here"), 3})
	_, _ = w.WriteRune('é')
	_ = w.Flush()
	var lexer scanner.Scanner
	lexer.Init(&reader{strings.NewReader("a := 1.5 + \"x\" // c\n'c' /* d */"), 2})
	lexer.Error = func(*scanner.Scanner, string) { stop() }
	lexer.IsIdentRune = func(r rune, i int) bool { stop(); return unicode.IsLetter(r) }
	for token := lexer.Scan(); token != scanner.EOF; token = lexer.Scan() {
		sink = lexer.TokenText()
	}
	_ = strings.Map(func(r rune) rune { stop(); return unicode.ToUpper(r) + 1000 }, "abc")
	_ = strings.IndexFunc("abc", func(r rune) bool { stop(); return r == 'c' })
	_ = strings.TrimFunc(" abc ", func(r rune) bool { stop(); return r == ' ' })
	_ = bytes.FieldsFunc([]byte("a b c"), func(r rune) bool { stop(); return r == ' ' })
	_ = bytes.ContainsFunc([]byte("abc"), func(r rune) bool { stop(); return r == 'z' })
	_, _ = strings.NewReplacer("a", "1", "bc", "2").WriteString(writer{io.Discard}, "abcabc")
	_, _ = strings.NewReplacer("a", "1", "b", "2").WriteString(writer{io.Discard}, "abcabc")
	var buffer bytes.Buffer
	_, _ = buffer.ReadFrom(&reader{strings.NewReader("some data"), 3})
	_, _ = buffer.WriteTo(writer{io.Discard})
	_, _ = io.CopyN(writer{io.Discard}, &reader{strings.NewReader("some data"), 3}, 5)
	_, _ = io.ReadFull(&reader{strings.NewReader("some data"), 3}, make([]byte, 7))
	section := io.NewSectionReader(strings.NewReader("some data"), 2, 5)
	_, _ = io.Copy(io.MultiWriter(writer{io.Discard}, writer{io.Discard}), io.MultiReader(section, io.LimitReader(&reader{strings.NewReader("x"), 1}, 3)))
}

func numbers() {
	var x big.Int
	_, _ = fmt.Fscan(&reader{strings.NewReader("123456789012345678901234567890"), 3}, &x)
	y := new(big.Int).Exp(&x, big.NewInt(30), nil)
	_, _ = fmt.Fprintf(writer{io.Discard}, "%d %x %s", y, y, new(big.Float).SetInt(y))
	r := big.NewRat(3, 7)
	_, _ = fmt.Fprintf(writer{io.Discard}, "%v", r)
	source := &randomness{}
	random := rand.New(source)
	_ = random.Perm(10)
	random.Shuffle(5, func(i, j int) { stop() })
	_, _ = random.NormFloat64(), random.ExpFloat64()
	_ = rand.NewZipf(random, 2, 3, 100).Uint64()
	_, _ = random.Read(make([]byte, 9))
	_ = new(big.Int).Rand(random, y)
}

type randomness struct{ n int64 }

func (r *randomness) Int63() int64 { stop(); r.n += 0x1234567890abcd; return r.n & (1<<63 - 1) }
func (r *randomness) Seed(int64)   {}
