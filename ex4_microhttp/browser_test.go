package main

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"in43.example/pkg/labtest"
)

const heading = "In43 is the best course ! ÉÇ"

// A real browser shows the page in both reply modes, whatever connections it
// opens besides; so does a second one at the same time, and reload works.
func TestChromium(t *testing.T) {
	for _, reply := range []string{"worksheet", "rfc"} {
		t.Run(reply, func(t *testing.T) {
			server := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--reply", reply))
			labtest.WaitBound(t, "tcp", 55000, 1)

			first := newBrowser(t)
			// Chromium may keep a spare connection on which it says nothing, or
			// may not: here is one that is surely there.
			spare := dial(t, "127.0.0.1:55000")
			open(t, first)
			spare.Close()

			open(t, newBrowser(t))
			open(t, first) // in the first one, which still has its connections
			if err := chromedp.Do(first, chromedp.Navigate("http://127.0.0.1:55000/favicon.ico")); err != nil {
				t.Errorf("favicon: %v", err)
			}
			open(t, first)
			if err := chromedp.Do(first, chromedp.Reload()); err != nil {
				t.Errorf("reload: %v%v", err, server)
			}
			if text, err := chromedp.Run(first, chromedp.Text(chromedp.CSS("h1"))); err != nil || text != heading {
				t.Errorf("after a reload the heading is %q (%v), want %q%v", text, err, heading, server)
			}

			server.Interrupt()
			if status := server.Wait(); status != 0 {
				t.Errorf("the server ended with status %d%v", status, server)
			}
			if !strings.Contains(server.Stdout.String(), "Mozilla/5.0") {
				t.Errorf("the server did not show what the browser sent%v", server)
			}
		})
	}
}

// Step 2: the server shows what the browser sends, and the browser complains,
// because its own request is no answer.
func TestChromiumEcho(t *testing.T) {
	server := labtest.Start(t, exec.Command(labtest.Build(t, "."), "--reply", "echo"))
	labtest.WaitBound(t, "tcp", 55000, 1)
	err := chromedp.Do(newBrowser(t), chromedp.Navigate("http://127.0.0.1:55000/"))
	if err == nil || !strings.Contains(err.Error(), "net::ERR_INVALID_HTTP_RESPONSE") {
		t.Errorf("the browser says %v", err)
	}
	server.Expect("received data: GET / HTTP/1.1\r\nHost: 127.0.0.1:55000\r\n")
}

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
		chromedp.Flag("disable-quic", true),
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

// open opens the page in a browser and looks at its heading.
func open(t *testing.T, browser context.Context) {
	t.Helper()
	if err := chromedp.Do(browser, chromedp.Navigate("http://127.0.0.1:55000/")); err != nil {
		t.Fatalf("the browser does not open the page: %v", err)
	}
	text, err := chromedp.Run(browser, chromedp.Text(chromedp.CSS("h1")))
	if err != nil || text != heading {
		t.Fatalf("the browser's heading is %q (%v), want %q", text, err, heading)
	}
}
