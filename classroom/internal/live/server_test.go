package live

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"in43.example/pkg/labtest"
)

// serve serves the pages of m until the test ends.
func serve(t *testing.T, m *Model) *httptest.Server {
	t.Helper()
	s := NewServer(m)
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewUnstartedServer(s.Handler())
	server.Start()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		server.CloseClientConnections()
		server.Close()
		<-ended
	})
	return server
}

// get asks for a path with a Host field.
func get(t *testing.T, server *httptest.Server, path, host string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

// A page of somebody else's, whose name means this machine, gets nothing.
func TestHost(t *testing.T) {
	server := serve(t, newModel())
	for host, status := range map[string]int{
		"127.0.0.1:8043": 200, "localhost:8043": 200, "localhost": 200, "[::1]:8043": 200, "[::1]": 200, "10.9.0.3:8043": 200, "10.9.0.3": 200,
		"evil.example": 403, "evil.example:8043": 403, "127.0.0.1.evil.example": 403, "localhost.evil.example:8043": 403, "[evil]": 403, "127.0.0.1:80:80": 403,
	} {
		for _, path := range []string{"/", "/live.js", "/events"} {
			if got := get(t, server, path, host).StatusCode; got != status {
				t.Errorf("%s with the Host %q: %d, want %d", path, host, got, status)
			}
		}
	}
}

// The page and all that it loads is small, comes from this server, and is guarded.
func TestFiles(t *testing.T) {
	server := serve(t, newModel())
	total := 0
	err := fs.WalkDir(files, "page", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(strings.TrimPrefix(path, "page"), "/")
		if name == "index.html" {
			name = ""
		}
		response := get(t, server, "/"+name, "127.0.0.1")
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != 200 {
			t.Errorf("%s: %s, %v", name, response.Status, err)
		}
		total += len(body)
		h := response.Header
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Set-Cookie") != "" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", name, h)
		}
		text := strings.ReplaceAll(string(body), "http://www.w3.org/2000/svg", "") // the name of a language
		for _, bad := range []string{"http:", "https:", "src=\"//", "innerHTML", "eval("} {
			if strings.Contains(text, bad) {
				t.Errorf("%s has %s", name, bad)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total < 10_000 || total > 150_000 {
		t.Errorf("the page and what it loads has %d bytes", total)
	}
}

// nextEvent reads events until one with that name comes.
func nextEvent(t *testing.T, r *bufio.Scanner, name string, to any) {
	t.Helper()
	for r.Scan() {
		if r.Text() != "event: "+name || !r.Scan() {
			continue
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(r.Text(), "data: ")), to); err != nil {
			t.Fatalf("%v in %.200s", err, r.Text())
		}
		return
	}
	t.Fatalf("no event %s: %v", name, r.Err())
}

func events(t *testing.T, server *httptest.Server) *bufio.Scanner {
	t.Helper()
	response := get(t, server, "/events", "127.0.0.1")
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("the type is %s", got)
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	return lines
}

// A page gets the past and the present as soon as it is open, and hears of a message
// that comes later. Pages that do not read hold nobody up.
func TestEvents(t *testing.T) {
	m := newModel()
	server := serve(t, m)
	for range 20 {
		events(t, server) // nobody reads these
	}
	page := events(t, server)
	var past Past
	nextEvent(t, page, "past", &past)
	if len(past.Ports) != 2 || len(past.Ports[0].Counts) != 119 {
		t.Errorf("the past is %+v", past)
	}
	send(m, Sensors, sender, time.Now(), []byte("<b>48.8,2.3,1,2,3"))
	for {
		var now Now
		nextEvent(t, page, "now", &now)
		if now.Ports[Sensors].N == 1 {
			if now.Messages[0].Text != "<b>48.8,2.3,1,2,3" {
				t.Errorf("the message is %+v", now.Messages)
			}
			break
		}
	}
}

// An event takes the place of the one that a slow page has not taken.
func TestSlowPage(t *testing.T) {
	s := NewServer(newModel())
	slow := s.open()
	for i := range 100 {
		s.send(start.Add(time.Duration(i)*time.Second), true)
	}
	var now Now
	data := strings.SplitN(string(labtest.Receive(t, slow.now)), "data: ", 2)[1]
	if err := json.Unmarshal([]byte(data), &now); err != nil || now.For != 99 {
		t.Errorf("the slow page gets the picture of %v s (%v), want the newest", now.For, err)
	}
	select {
	case <-slow.now:
		t.Error("older pictures were kept for the slow page")
	default:
	}
}

func TestTooManyPages(t *testing.T) {
	s := NewServer(newModel())
	var last *page
	for range maxPages {
		last = s.open()
	}
	if last == nil || s.open() != nil {
		t.Errorf("the limit of %d pages does not hold", maxPages)
	}
	s.close(last)
	if s.open() == nil {
		t.Error("a page was closed, and no other can open")
	}
}
