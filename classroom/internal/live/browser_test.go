package live

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"in43.example/pkg/labtest"
)

// newBrowser starts a Chromium that nobody has used before.
func newBrowser(t *testing.T) context.Context {
	exe, err := exec.LookPath("chromium")
	if err != nil {
		labtest.Missing(t, "chromium")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(exe),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless,
		chromedp.NoSandbox, // which root cannot have
		chromedp.NoFirstRun,
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		// Another process that writes to the folder may end after the browser.
		chromedp.Flag("enable-features", "NetworkServiceInProcess2"),
	)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() { chromedp.Cancel(ctx) })
	return ctx
}

// A tab is a page in a browser.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	complain []string // what the console says
}

func openTab(t *testing.T, url string) *tab {
	t.Helper()
	b := &tab{t: t, ctx: newBrowser(t)}
	err := chromedp.Listen(b.ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			b.complain = append(b.complain, fmt.Sprintf("%v %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
		case *runtime.EventConsoleAPICalled:
			b.complain = append(b.complain, fmt.Sprintf("console.%v", e.Type))
		case *log.EventEntryAdded:
			b.complain = append(b.complain, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(b.ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return b
}

// console returns what the console has said since the last call.
func (b *tab) console() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.complain
	b.complain = nil
	return all
}

// until waits until an expression of JavaScript is true.
func (b *tab) until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")")); err != nil {
		page := b.text("document.body.innerText")
		b.t.Fatalf("%s does not become true: %v\n%s", expression, err, page)
	}
}

func (b *tab) text(expression string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return s
}

func (b *tab) press(key string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(key)); err != nil {
		b.t.Fatal(err)
	}
}

// feed gives m a steady stream of each kind until the test ends: the rows of a walk
// and one frame again and again. Ten seconds of them have come already.
func feed(t *testing.T, m *Model, rows []string) {
	stop, ended := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-ended })
	begin := time.Now().Add(-10 * time.Second)
	sent := [2]int{}
	more := func() {
		for stream, rate := range [2]float64{1, 9.8} {
			for {
				due := begin.Add(time.Duration(float64(sent[stream]) / rate * 1e9))
				if due.After(time.Now()) {
					break
				}
				data := frameBytes(frame)
				if stream == Sensors {
					data = []byte(rows[min(sent[stream], len(rows)-1)])
				}
				send(m, stream, sender, due, data)
				sent[stream]++
			}
		}
	}
	more()
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				more()
			}
		}
	}()
}

// The page shows what came: the rates, the angles, the bytes, the track.
func TestPage(t *testing.T) {
	m := newModel()
	rows := walk(t)[:6]
	feed(t, m, rows)
	b := openTab(t, serve(t, m).URL)
	b.until("document.querySelectorAll('.drone .value').length === 9 && document.querySelector('.way')?.getAttribute('d')")

	for port, want := range map[int]float64{52001: 1, 52002: 9.8} {
		text := b.text(fmt.Sprintf("document.querySelector('[data-port=\"%d\"] .big').textContent", port))
		if got, err := strconv.ParseFloat(text, 64); err != nil || got < 0.98*want || got > 1.02*want {
			t.Errorf("port %d: the rate is %q, want %v", port, text, want)
		}
	}
	for class, want := range map[string]string{"roll": "rotate(7)", "yaw": "rotate(-151)", "pitch": "translate(0 19.200000000000003)"} {
		if got := b.text("document.querySelector('.attitude ." + class + "').getAttribute('transform')"); got != want {
			t.Errorf("the %s of the indicator is %s, want %s: the frame is %+v", class, got, want, frame)
		}
	}
	if got := b.text("document.querySelector('.angles').innerText.replace(/\\s+/g, ' ')"); got != "12° pitch -7° roll 151° yaw" {
		t.Errorf("the angles are %s", got)
	}
	hex := fmt.Sprintf("%x", frameBytes(frame))
	if got := b.text("[...document.querySelectorAll('.drone .bytes span')].map(e => e.textContent).join('')"); got != hex {
		t.Errorf("the bytes of the frame are %s, want %s", got, hex)
	}
	if got := b.text("[...document.querySelectorAll('#messages tr')].find(r => r.children[1].textContent === '52002').children[4].textContent.replaceAll(' ', '')"); got != hex {
		t.Errorf("the bytes in the table are %s, want %s", got, hex)
	}
	length := fmt.Sprintf("a track of %.0f metres", float64(m.Past(time.Now()).Tracks[0].Length))
	if got := b.text("document.querySelector('.track').getAttribute('aria-label')"); got != length {
		t.Errorf("the track is %s, want %s", got, length)
	}
	if got := b.text("document.querySelector('#prints').textContent"); !strings.Contains(got, "from: ('10.9.0.7', 40000)\ndate: ") {
		t.Errorf("a listener prints %q", got)
	}
	if got := b.console(); len(got) != 0 {
		t.Errorf("the console says %q", got)
	}
	if width := b.text("String(document.documentElement.scrollWidth <= window.innerWidth)"); width != "true" {
		t.Error("the page is wider than its window")
	}
}

// The keyboard is enough: p pauses from everywhere, and tab reaches the button, the
// choice of the step and what scrolls.
func TestKeyboard(t *testing.T) {
	m := newModel()
	feed(t, m, walk(t))
	b := openTab(t, serve(t, m).URL)
	b.until("document.querySelector('#state').dataset.state === 'live' && document.querySelector('.drone')")
	b.press("p")
	b.until("document.querySelector('#state').dataset.state === 'paused'")
	b.press("p")
	b.until("document.querySelector('#state').dataset.state === 'live'")
	b.press("\t")
	if got := b.text("document.activeElement.id"); got != "pause" {
		t.Errorf("tab goes to %q first", got)
	}
	b.press("\r")
	b.until("document.querySelector('#state').dataset.state === 'paused'")
	b.press("\r")
	for range 20 {
		b.press("\t")
		if b.text("document.activeElement.name ?? ''") == "step" {
			break
		}
	}
	b.press("\u0303") // the arrow to the right
	b.until("document.querySelector('#prints').textContent.startsWith('#message from: ')")
}

// Hostile messages are text on the page, and nothing else.
func TestHostilePage(t *testing.T) {
	m := newModel()
	b := openTab(t, serve(t, m).URL)
	b.until("document.querySelector('#state').dataset.state === 'live'")
	for i, tt := range hostile() {
		m.mu.Lock()
		m.odd = ring{max: maxOdd}
		m.mu.Unlock()
		for range 2 {
			send(m, tt.stream, sender, time.Now(), tt.data)
		}
		b.until(fmt.Sprintf("document.querySelectorAll('#odd tr').length === 2 && document.querySelector('#odd .why').textContent.startsWith(%q)", tt.odd))
		if tt.stream == Sensors && strings.Contains(string(tt.data), "<script>") {
			b.until("document.querySelector('#odd .say').textContent.includes('<script>alert(1)</script>')")
		}
		if got := b.text("String(document.querySelectorAll('script, img, #odd td *').length)"); got != "1" {
			t.Errorf("message %d: %s elements that should not be there", i, got)
		}
	}
	send(m, Drone, sender, time.Now(), frameBytes(frame))
	b.until("document.querySelector('.attitude .roll').getAttribute('transform') === 'rotate(7)'")
	if got := b.console(); len(got) != 0 {
		t.Errorf("the console says %q", got)
	}
}

// When the server has ended and comes again, the page goes on without a reload.
func TestRestart(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	run := func(ln net.Listener, m *Model) (stop func()) {
		s := NewServer(m)
		ctx, cancel := context.WithCancel(t.Context())
		server := &http.Server{Handler: s.Handler()}
		var group sync.WaitGroup
		group.Go(func() { s.Run(ctx) })
		group.Go(func() { server.Serve(ln) })
		return func() { cancel(); server.Close(); group.Wait() }
	}
	stop := run(ln, newModel())
	b := openTab(t, "http://"+addr)
	b.until("document.querySelector('#state').dataset.state === 'live' && (window.sameAsBefore = true)")
	stop()
	b.until("document.querySelector('#state').dataset.state === 'lost'")
	m := newModel()
	if ln, err = net.Listen("tcp", addr); err != nil {
		t.Fatal(err)
	}
	defer run(ln, m)()
	send(m, Sensors, sender, time.Now(), []byte("48.8,2.3,1,2,3"))
	b.until("window.sameAsBefore && document.querySelector('#state').dataset.state === 'live' && document.querySelectorAll('#messages tr').length === 1")
	for _, text := range b.console() {
		if !regexp.MustCompile(`net::ERR_|Failed to load resource`).MatchString(text) { // while there was no server
			t.Errorf("the console says %s", text)
		}
	}
}
