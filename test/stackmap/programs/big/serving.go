package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"

	"stackmap/oracle"
)

type body struct{ reader }

func (b *body) Close() error { stop(); return nil }

func serving() {
	mux := http.NewServeMux()
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		stop()
		w.Header().Set("X-Stop", "1")
		_, _ = io.Copy(w, &reader{r.Body, 50})
	})
	mux.HandleFunc("/form", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(100)
		stop()
		http.Error(w, r.FormValue("a"), http.StatusTeapot)
	})
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) {
		defer stop()
		panic(http.ErrAbortHandler)
	})
	mux.Handle("/file", http.StripPrefix("/file", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stop()
		http.ServeContent(w, r, "x.txt", time.Time{}, seeker{strings.NewReader("some content that is served")})
	})))
	mux.Handle("/slow", http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	}), 5*time.Millisecond, "slow"))
	mux.Handle("/redirect", http.RedirectHandler("/file", http.StatusFound))
	for _, server := range []*httptest.Server{httptest.NewServer(mux), secure(mux)} {
		client := server.Client()
		client.CheckRedirect = func(*http.Request, []*http.Request) error { stop(); return nil }
		for _, path := range []string{"/echo", "/form", "/panic", "/file", "/slow", "/redirect", "/none"} {
			var content io.Reader = &body{reader{strings.NewReader(strings.Repeat("body", 100)), 60}}
			kind := "text/plain"
			if path == "/form" {
				var out bytes.Buffer
				form := multipart.NewWriter(&out)
				_ = form.WriteField("a", "b")
				part, _ := form.CreateFormFile("f", "name")
				_, _ = part.Write(make([]byte, 300))
				_ = form.Close()
				content, kind = &reader{&out, 70}, form.FormDataContentType()
			}
			if path == "/file" || path == "/redirect" {
				request, _ := http.NewRequestWithContext(context.Background(), "GET", server.URL+path, nil)
				request.Header.Set("Range", "bytes=2-5,8-9")
				if response, err := client.Do(request); err == nil {
					_, _ = io.Copy(writer{io.Discard}, response.Body)
					_ = response.Body.Close()
				}
				continue
			}
			response, err := client.Post(server.URL+path, kind, content)
			if err == nil {
				_, _ = io.Copy(writer{io.Discard}, response.Body)
				_ = response.Body.Close()
			}
			oracle.StopAll("serving")
		}
		_, _ = client.PostForm(server.URL+"/form", url.Values{"a": {"b"}})
		server.CloseClientConnections()
		server.Close()
	}
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, httptest.NewRequest("POST", "/echo", &reader{strings.NewReader("x"), 1}))
}

func secure(handler http.Handler) *httptest.Server {
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { stop(); return nil, nil },
		VerifyConnection:   func(tls.ConnectionState) error { stop(); return nil },
		KeyLogWriter:       writer{io.Discard},
	}
	server.StartTLS()
	return server
}

type seeker struct{ *strings.Reader }

func (s seeker) Seek(offset int64, whence int) (int64, error) {
	stop()
	return s.Reader.Seek(offset, whence)
}
func (s seeker) Read(p []byte) (int, error) { stop(); return s.Reader.Read(p) }

func compressing() {
	data := []byte(strings.Repeat("some data that repeats, ", 3000))
	for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
		var out bytes.Buffer
		w, _ := flate.NewWriter(io.MultiWriter(writer{io.Discard}, &out), level)
		_, _ = io.Copy(w, &reader{bytes.NewReader(data), 5000})
		_ = w.Close()
		_, _ = io.Copy(io.Discard, flate.NewReader(&reader{bytes.NewReader(out.Bytes()), 30}))
	}
	var out bytes.Buffer
	g := gzip.NewWriter(io.MultiWriter(writer{io.Discard}, &out))
	g.Name = "name"
	_, _ = g.Write(data)
	_ = g.Close()
	if r, err := gzip.NewReader(&reader{bytes.NewReader(out.Bytes()), 7}); err == nil {
		_, _ = io.Copy(writer{io.Discard}, r)
	}
	out.Reset()
	l := lzw.NewWriter(io.MultiWriter(writer{io.Discard}, &out), lzw.LSB, 8)
	_, _ = l.Write(data[:2000])
	_ = l.Close()
	_, _ = io.Copy(io.Discard, lzw.NewReader(&reader{&out, 9}, lzw.LSB, 8))
	out.Reset()
	t := tar.NewWriter(io.MultiWriter(writer{io.Discard}, &out))
	_ = t.WriteHeader(&tar.Header{Name: strings.Repeat("long/", 40), Size: 5, Mode: 0o600, PAXRecords: map[string]string{"a.b": "c"}})
	_, _ = t.Write([]byte("12345"))
	_ = t.Close()
	for r := tar.NewReader(&reader{&out, 100}); ; {
		if _, err := r.Next(); err != nil {
			break
		}
		_, _ = io.Copy(writer{io.Discard}, r)
	}
	out.Reset()
	z := zip.NewWriter(io.MultiWriter(writer{io.Discard}, &out))
	if w, err := z.Create("a.txt"); err == nil {
		_, _ = io.Copy(w, &reader{bytes.NewReader(data), 3000})
	}
	_ = z.Close()
	if r, err := zip.NewReader(at{bytes.NewReader(out.Bytes())}, int64(out.Len())); err == nil {
		if f, err := r.Open("a.txt"); err == nil {
			_, _ = io.Copy(writer{io.Discard}, f)
		}
	}
	var picture image.Image = colors{}
	for _, encode := range []func(io.Writer) error{
		func(w io.Writer) error { return png.Encode(w, picture) },
		func(w io.Writer) error { return jpeg.Encode(w, picture, nil) },
		func(w io.Writer) error { return gif.Encode(w, picture, nil) },
	} {
		out.Reset()
		_ = encode(io.MultiWriter(writer{io.Discard}, &out))
		_, _, _ = image.Decode(&reader{&out, 40})
	}
	_, _ = io.Copy(io.MultiWriter(sha256.New(), crc32.NewIEEE()), &reader{bytes.NewReader(data), 10000})
	if key, err := ecdsa.GenerateKey(elliptic.P256(), random{}); err == nil {
		_, _ = ecdsa.SignASN1(random{}, key, data[:32])
		_, _ = x509.MarshalECPrivateKey(key)
	}
}

type random struct{}

func (random) Read(p []byte) (int, error) { stop(); return rand.Read(p) }

type at struct{ r io.ReaderAt }

func (a at) ReadAt(p []byte, offset int64) (int, error) { stop(); return a.r.ReadAt(p, offset) }

type colors struct{}

func (colors) ColorModel() color.Model { stop(); return color.RGBAModel }
func (colors) Bounds() image.Rectangle { stop(); return image.Rect(0, 0, 9, 9) }
func (colors) At(x, y int) color.Color { stop(); return shade{uint32(x * y)} }

type shade struct{ n uint32 }

func (s shade) RGBA() (r, g, b, a uint32) { stop(); return s.n * 700, s.n, s.n * 100, 0xffff }

func concurrency() {
	sql.Register("stopping", stoppingDriver{})
	db, err := sql.Open("stopping", "")
	if err != nil {
		panic(err)
	}
	for i := 0; i < 3; i++ {
		rows, err := db.Query("q", i, "x")
		if err != nil {
			continue
		}
		for rows.Next() {
			var a scanned
			var b string
			_ = rows.Scan(&a, &b)
		}
		_ = rows.Close()
	}
	if tx, err := db.Begin(); err == nil {
		_, _ = tx.Exec("e", scanned{})
		_ = tx.Commit()
	}
	_ = db.Close()
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), key{}, 1), time.Millisecond)
	_ = context.AfterFunc(ctx, func() { stop() })
	sink = ctx.Value(key{})
	<-ctx.Done()
	cancel()
	pr, pw := io.Pipe()
	var group sync.WaitGroup
	for i := 0; i < 3; i++ {
		group.Add(1)
		go func() { defer group.Done(); _, _ = io.Copy(writer{io.Discard}, pr) }()
	}
	_, _ = fmt.Fprint(pw, strings.Repeat("piped", 10))
	oracle.StopAll("pipes")
	_ = pw.Close()
	group.Wait()
}

type key struct{}

type scanned struct{ v any }

func (s *scanned) Scan(v any) error            { stop(); s.v = v; return nil }
func (s scanned) Value() (driver.Value, error) { stop(); return int64(1), nil }

type stoppingDriver struct{}

func (stoppingDriver) Open(string) (driver.Conn, error) { stop(); return conn{}, nil }

type conn struct{}

func (conn) Prepare(string) (driver.Stmt, error) { stop(); return stmt{}, nil }
func (conn) Close() error                        { stop(); return nil }
func (conn) Begin() (driver.Tx, error)           { stop(); return conn{}, nil }
func (conn) Commit() error                       { stop(); return nil }
func (conn) Rollback() error                     { stop(); return nil }

type stmt struct{}

func (stmt) Close() error                               { stop(); return nil }
func (stmt) NumInput() int                              { stop(); return -1 }
func (stmt) Exec([]driver.Value) (driver.Result, error) { stop(); return driver.RowsAffected(1), nil }
func (stmt) Query([]driver.Value) (driver.Rows, error)  { stop(); return &queried{n: 3}, nil }

type queried struct{ n int }

func (q *queried) Columns() []string { stop(); return []string{"a", "b"} }
func (q *queried) Close() error      { stop(); return nil }
func (q *queried) Next(row []driver.Value) error {
	stop()
	if q.n--; q.n < 0 {
		return io.EOF
	}
	row[0], row[1] = int64(q.n), "text"
	return nil
}
