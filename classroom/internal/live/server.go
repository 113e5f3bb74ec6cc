package live

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// How often a page gets a new picture: five times a second, and the last two minutes
// once a second.
const (
	tick     = 200 * time.Millisecond
	pastTick = 5 // ticks
)

const (
	// maxPages is how many pages may be open at the same time.
	maxPages = 200
	// writeTime is how long a page may take for a picture. Then its connection is
	// closed; a browser comes again when it is awake.
	writeTime = 10 * time.Second
)

//go:embed page
var files embed.FS

// A Server serves the pages of a Model. There is one stream of pictures for each page.
// A picture is made once for all of them; a page that has not taken the one before
// misses it, and holds nobody up.
type Server struct {
	model *Model

	mu    sync.Mutex
	pages map[*page]bool
	past  []byte // the event that was made last; a new page gets it at once
}

// A page is an open page.
type page struct {
	now, past chan []byte // the newest event, if it is not sent yet
}

// NewServer returns a Server of m.
func NewServer(m *Model) *Server { return &Server{model: m, pages: map[*page]bool{}} }

// Run makes the pictures until ctx ends. If no page is open, it makes none.
func (s *Server) Run(ctx context.Context) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			s.send(now, n%pastTick == 0)
		}
	}
}

func (s *Server) send(now time.Time, withPast bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pages) == 0 {
		s.past = nil
		return
	}
	event := newEvent("now", s.model.Now(now))
	for p := range s.pages {
		replace(p.now, event)
	}
	if withPast || s.past == nil {
		s.past = newEvent("past", s.model.Past(now))
		for p := range s.pages {
			replace(p.past, s.past)
		}
	}
}

// replace puts event into c, which has room for one, in place of an older one.
func replace(c chan []byte, event []byte) {
	select {
	case <-c:
	default:
	}
	c <- event // s.mu is held: nobody else sends
}

// newEvent returns a server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html
func newEvent(name string, data any) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "event: %s\ndata: ", name)
	if err := json.NewEncoder(&b).Encode(data); err != nil { // ends in one newline, and has no other
		panic(err) // cannot happen: the types have no value that JSON does not have
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// open registers a page, unless there are too many.
func (s *Server) open() *page {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pages) >= maxPages {
		return nil
	}
	p := &page{make(chan []byte, 1), make(chan []byte, 1)}
	if s.past != nil {
		p.past <- s.past
	}
	s.pages[p] = true
	return p
}

func (s *Server) close(p *page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pages, p)
}

// events is the stream of a page.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	p := s.open()
	if p == nil {
		http.Error(w, fmt.Sprintf("%d pages are open already; close one", maxPages), http.StatusServiceUnavailable)
		return
	}
	defer s.close(p)
	w.Header().Set("Content-Type", "text/event-stream")
	conn := http.NewResponseController(w)
	event := []byte("retry: 1000\n\n") // ms until a browser comes again
	for {
		conn.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err := w.Write(event); err != nil {
			return
		}
		if err := conn.Flush(); err != nil {
			return
		}
		select {
		case event = <-p.past:
		case event = <-p.now:
		case <-r.Context().Done():
			return
		}
	}
}

// Handler returns the handler of the pages.
func (s *Server) Handler() http.Handler {
	content, err := fs.Sub(files, "page")
	if err != nil {
		panic(err) // cannot happen: the folder is part of the program
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", s.events)
	mux.Handle("GET /", http.FileServerFS(content))
	return guarded(mux)
}

// guarded lets pass only requests to this very server. The page loads nothing from
// elsewhere, keeps no cookie, and cannot be shown in a frame.
func guarded(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !isAddress(r.Host) {
			http.Error(w, "open this page with the address of the machine, such as http://127.0.0.1:8043, and not with a name", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isAddress reports whether a Host field names an IP address or localhost. A page of
// somebody else's can make its own name mean 127.0.0.1 (DNS rebinding), and would then
// be allowed to read what this server says. It cannot do that with an address.
func isAddress(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if host == "localhost" {
		return true
	}
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	_, err := netip.ParseAddr(host)
	return err == nil
}
