package main

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"encoding/xml"
	"io"
	"strings"
)

// stopper stops whenever an encoder or decoder asks it for something.
type stopper struct{ text string }

func (s stopper) MarshalText() ([]byte, error)     { stop(); return []byte(s.text), nil }
func (s *stopper) UnmarshalText(text []byte) error { stop(); s.text = string(text); return nil }

type custom struct{ n int }

func (c custom) MarshalJSON() ([]byte, error)     { stop(); return json.Marshal(c.n) }
func (c *custom) UnmarshalJSON(data []byte) error { stop(); return json.Unmarshal(data, &c.n) }
func (c custom) GobEncode() ([]byte, error)       { stop(); return []byte{byte(c.n)}, nil }
func (c *custom) GobDecode(data []byte) error     { stop(); c.n = int(data[0]); return nil }

type record struct {
	Name    string                         `json:"name" xml:"name,attr"`
	Stop    stopper                        `json:"stop" xml:"stop"`
	Pointer *stopper                       `json:"pointer,omitempty" xml:"pointer"`
	List    []stopper                      `json:"list" xml:"list>item"`
	Array   [2]stopper                     `json:"array" xml:"-"`
	Map     map[string]stopper             `json:"map" xml:"-"`
	Keys    map[stopper]custom             `json:"keys" xml:"-"`
	Any     any                            `json:"any" xml:"-"`
	Custom  custom                         `json:"custom" xml:"-"`
	Nested  *record                        `json:"nested" xml:"nested"`
	Numbers []float64                      `json:"numbers" xml:"numbers"`
	Bytes   []byte                         `json:"bytes" xml:"bytes"`
	Anon    struct{ A, B *stopper }        `json:"anon" xml:"anon"`
	Deep    map[string]map[string][]custom `json:"deep" xml:"-"`
}

func sample(depth int) *record {
	if depth == 0 {
		return nil
	}
	s := stopper{"<text> & \"more\" é"}
	return &record{
		Name: "n", Stop: s, Pointer: &s, List: []stopper{s, s}, Array: [2]stopper{s, s},
		Map: map[string]stopper{"a": s, "b": s}, Keys: map[stopper]custom{s: {1}}, Any: []any{s, 1, nil, map[string]any{"x": custom{2}}},
		Custom: custom{3}, Nested: sample(depth - 1), Numbers: []float64{1, 2.5, 1e100}, Bytes: []byte("bytes"),
		Anon: struct{ A, B *stopper }{&s, nil}, Deep: map[string]map[string][]custom{"x": {"y": {{1}, {2}}}},
	}
}

func encoding() {
	data, err := json.Marshal(sample(4))
	if err != nil {
		panic(err)
	}
	var back record
	decoder := json.NewDecoder(&reader{bytes.NewReader(data), 13})
	if err := decoder.Decode(&back); err != nil {
		panic(err)
	}
	decoder = json.NewDecoder(&reader{bytes.NewReader(data), 7})
	for {
		if _, err := decoder.Token(); err != nil {
			break
		}
	}
	encoder := json.NewEncoder(writer{io.Discard})
	encoder.SetIndent("", " ")
	_ = encoder.Encode(sample(2))
	_ = encoder.Encode(map[stopper]any{{"k"}: sample(1)})
	_ = json.Unmarshal([]byte(`{"list":3,"keys":{"a":"b"},"nested":{"custom":{}}}`), &back)

	var out bytes.Buffer
	if err := xml.NewEncoder(io.MultiWriter(writer{io.Discard}, &out)).Encode(sample(3)); err != nil {
		panic(err)
	}
	var x record
	_ = xml.NewDecoder(&reader{bytes.NewReader(out.Bytes()), 9}).Decode(&x)
	tokens := xml.NewDecoder(&reader{bytes.NewReader(out.Bytes()), 5})
	for {
		if _, err := tokens.Token(); err != nil {
			break
		}
	}

	out.Reset()
	type gobbed struct {
		C    custom
		List []custom
		Map  map[string]*custom
		Next *gobbed2
		F    []float64
	}
	if err := gob.NewEncoder(io.MultiWriter(&out, writer{io.Discard})).Encode(gobbed{custom{1}, []custom{{2}}, map[string]*custom{"x": {3}}, &gobbed2{custom{4}, nil}, []float64{1}}); err != nil {
		panic(err)
	}
	var g gobbed
	if err := gob.NewDecoder(&reader{bytes.NewReader(out.Bytes()), 11}).Decode(&g); err != nil {
		panic(err)
	}

	rows, _ := csv.NewReader(&reader{strings.NewReader("a,b,\"c\nd\"\n1,2,3\n"), 3}).ReadAll()
	w := csv.NewWriter(writer{io.Discard})
	_ = w.WriteAll(rows)
	_, _ = io.Copy(writer{io.Discard}, base64.NewDecoder(base64.StdEncoding, &reader{strings.NewReader("aGVsbG8gd29ybGQ="), 3}))
	b := base64.NewEncoder(base64.StdEncoding, writer{io.Discard})
	_, _ = b.Write([]byte("some text"))
	_ = b.Close()
	d := hex.Dumper(writer{io.Discard})
	_, _ = d.Write(make([]byte, 40))
	_ = d.Close()
	_ = pem.Encode(writer{io.Discard}, &pem.Block{Type: "X", Headers: map[string]string{"a": "b"}, Bytes: make([]byte, 100)})
}

type gobbed2 struct {
	C    custom
	Next *gobbed2
}
