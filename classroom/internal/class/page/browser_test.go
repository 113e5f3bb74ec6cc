package page

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"in43.example/classroom/internal/class"
	"in43.example/pkg/labtest"
)

// newBrowser starts a Chromium that nobody has used before.
func newBrowser(t *testing.T) context.Context {
	exe, err := exec.LookPath("chromium")
	if err != nil {
		labtest.Missing(t, "chromium")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // only ends what hangs
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

// run runs an action in a browser, and returns its result.
func run[T any](t *testing.T, browser context.Context, action chromedp.Action[T]) T {
	t.Helper()
	result, err := chromedp.Run(browser, action)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// A watcher notes what a browser does besides showing a page.
type watcher struct {
	sync.Mutex
	page string // which is to be loaded
	seen []string
}

// open opens a page.
func (w *watcher) open(t *testing.T, ctx context.Context, file string) {
	t.Helper()
	w.Lock()
	w.page = "file://" + file
	w.Unlock()
	run(t, ctx, chromedp.Navigate("file://"+file))
}

// watch starts to watch a browser.
func watch(t *testing.T, browser context.Context) *watcher {
	w := new(watcher)
	note := func(what string, a ...any) {
		w.Lock()
		defer w.Unlock()
		w.seen = append(w.seen, fmt.Sprintf(what, a...))
	}
	err := chromedp.Listen(browser, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			w.Lock()
			expected := e.Request.URL == w.page
			w.Unlock()
			if !expected {
				note("request of %.100s", e.Request.URL)
			}
		case *log.EventEntryAdded:
			note("%s: %s", e.Entry.Level, e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			note("console: %s", e.Type)
		case *runtime.EventExceptionThrown:
			note("exception: %v", &chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails})
		case *page.EventJavascriptDialogOpening:
			note("dialog: %s", e.Message)
			go chromedp.Call(browser, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// take returns what was seen since the last time.
func (w *watcher) take() []string {
	w.Lock()
	defer w.Unlock()
	defer func() { w.seen = nil }()
	return w.seen
}

// written writes the pages of c, and returns their folder, without links in its name.
func written(t *testing.T, c *class.Class) string {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, c); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A browser shows the pages, those of hostile students too, and does nothing else: it
// asks for no other file, complains about nothing, opens no dialog. The style sheet
// counts. Nothing is wider than a telephone.
func TestBrowser(t *testing.T) {
	browser := newBrowser(t)
	w := watch(t, browser)
	for _, c := range []*class.Class{madeUp(t, 30), spoiled(t, hostile)} {
		dir := written(t, c)
		pages := []string{"index.html"}
		for i := range 8 {
			pages = append(pages, "students/"+c.Students[i+12].ID+".html")
		}
		for _, name := range pages {
			run(t, browser, chromedp.EmulateViewport(360, 740))
			w.open(t, browser, filepath.Join(dir, name))
			rows := run(t, browser, chromedp.Evaluate[int](`document.querySelectorAll("tbody tr").length`))
			cells := run(t, browser, chromedp.Evaluate[int](`document.querySelectorAll("tbody td").length`))
			foreign := run(t, browser, chromedp.Evaluate[int](`document.querySelectorAll("script, img, iframe, object, embed, form, [onerror]").length`))
			width := run(t, browser, chromedp.Evaluate[int](`document.documentElement.scrollWidth`))
			font := run(t, browser, chromedp.Evaluate[string](`getComputedStyle(document.body).overflowWrap`))
			title := run(t, browser, chromedp.Title())
			if wantRows, wantCells := 30, 29*13+2; name == "index.html" && (rows != wantRows || cells != wantCells) {
				t.Errorf("%d rows, %d cells; want %d and %d", rows, cells, wantRows, wantCells)
			}
			if foreign != 0 || width > 360 || font != "anywhere" || title == "" {
				t.Errorf("%s: %d foreign elements, %d wide, style %q, title %q", name, foreign, width, font, title)
			}
			if seen := w.take(); len(seen) > 0 {
				t.Errorf("%s: the browser: %q", name, seen)
			}
		}
	}
}

// If a page had a script or a picture all the same, the browser would not run or load it.
func TestBrowserObeysPolicy(t *testing.T) {
	browser := newBrowser(t)
	asked := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	t.Cleanup(server.Close)
	file := filepath.Join(written(t, madeUp(t, 1)), "index.html")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	evil := `<body><script>document.title = "changed"</script><img src="` + server.URL + `/x.png" onerror="document.title='changed'"><style>body { display: none }</style>`
	if err := os.WriteFile(file, []byte(strings.Replace(string(b), `<body class="class">`, evil, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	run(t, browser, chromedp.Navigate("file://"+file))
	run(t, browser, chromedp.Poll[bool](`document.images[0].complete`))
	title := run(t, browser, chromedp.Title())
	display := run(t, browser, chromedp.Evaluate[string](`getComputedStyle(document.body).display`))
	if title == "changed" || display == "none" {
		t.Errorf("title %q, display %q", title, display)
	}
	select {
	case file := <-asked:
		t.Errorf("the browser has asked for %s", file)
	default:
	}
}

// The Tab key leads to everything that a mouse can do, in the order of the page, and it
// is seen where it is.
func TestKeyboard(t *testing.T) {
	browser := newBrowser(t)
	c := madeUp(t, 5)
	dir := written(t, c)
	for _, name := range []string{"index.html", "students/" + c.Students[4].ID + ".html"} {
		var got []string
		run(t, browser, chromedp.Steps(chromedp.EmulateViewport(1280, 900), chromedp.Navigate("file://"+dir+"/"+name)))
		want := run(t, browser, chromedp.Evaluate[[]string](`window.called = e => e.tagName + " " + (e.getAttribute("href") || e.id || e.textContent.slice(0, 40));
				Array.from(document.querySelectorAll("a, summary, input:checked, [tabindex]")).filter(e => e.checkVisibility()).map(called)`))
		for range want {
			run(t, browser, chromedp.KeyEvent(kb.Tab))
			now := run(t, browser, chromedp.Evaluate[struct{ Called, Outline string }](`({Called: called(document.activeElement), Outline: getComputedStyle(document.activeElement).outlineStyle})`))
			if now.Outline == "none" {
				t.Errorf("%s: it is not seen that %s has the focus", name, now.Called)
			}
			got = append(got, now.Called)
		}
		if len(want) < 20 || !slices.Equal(got, want) {
			t.Errorf("%s: Tab leads to\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// The rows can be chosen by what is in them.
func TestFilter(t *testing.T) {
	browser := newBrowser(t)
	c := madeUp(t, 30)
	dir := written(t, c)
	run(t, browser, chromedp.Steps(chromedp.Navigate("file://"+dir+"/index.html"), chromedp.Click(chromedp.CSS("#has-fail"))))
	shown := run(t, browser, chromedp.Evaluate[int](`Array.from(document.querySelectorAll("tbody tr")).filter(e => e.checkVisibility()).length`))
	fails := run(t, browser, chromedp.Evaluate[int](`Array.from(document.querySelectorAll("tbody tr")).filter(e => e.querySelector("td.fail")).length`))
	if shown != fails || fails == 0 || fails == 30 {
		t.Errorf("%d rows are shown, %d have a FAIL", shown, fails)
	}
}

// contrast returns the words whose contrast with what is behind them is below 4.5, which
// is what WCAG 2.2 asks for (1.4.3).
const contrast = `(() => {
	const parse = s => s.match(/[\d.]+/g).map(Number);
	const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = e => {
		const c = parse(getComputedStyle(e).backgroundColor);
		return c.length == 4 && c[3] == 0 && e.parentElement ? behind(e.parentElement) : c;
	};
	const bad = new Set(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || !e.checkVisibility()) continue;
		const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((a, b) => b - a);
		if ((a + 0.05) / (b + 0.05) < 4.5) bad.add(e.tagName + "." + e.className + " " + e.textContent.slice(0, 20));
	}
	return [getComputedStyle(document.body).backgroundColor, ...bad];
})()`

// The words can be read on a light screen and on a dark one.
func TestContrast(t *testing.T) {
	browser := newBrowser(t)
	c := madeUp(t, 30)
	dir := written(t, c)
	var papers []string
	for _, scheme := range []string{"light", "dark"} {
		media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if _, err := chromedp.Call(browser, emulation.SetEmulatedMedia, media); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"index.html", "students/" + c.Students[4].ID + ".html", "students/" + c.Students[19].ID + ".html"} {
			run(t, browser, chromedp.Navigate("file://"+dir+"/"+name))
			bad := run(t, browser, chromedp.Evaluate[[]string](contrast))
			if papers = append(papers, bad[0]); len(bad) > 1 {
				t.Errorf("%s, %s: %q", name, scheme, bad[1:])
			}
		}
	}
	if papers[0] == papers[3] {
		t.Errorf("light and dark are the same: %s", papers[0])
	}
}

// The pages can be printed. What a program has printed does not make them long.
func TestPrint(t *testing.T) {
	browser := newBrowser(t)
	c := madeUp(t, 30)
	c.Students[0].Results[0].Report.Output = strings.Repeat("a line of a program that prints without end\n", 1<<20/44)
	dir := written(t, c)
	for _, name := range []string{"index.html", "students/" + c.Students[0].ID + ".html"} {
		run(t, browser, chromedp.Navigate("file://"+dir+"/"+name))
		pdf := run(t, browser, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
		if n := bytes.Count(pdf, []byte("/Type /Page\n")); !bytes.HasPrefix(pdf, []byte("%PDF-")) || n < 1 || n > 20 {
			t.Errorf("%s: %d pages, %.20q", name, n, pdf)
		}
	}
}
