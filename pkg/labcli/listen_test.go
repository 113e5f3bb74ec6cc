package labcli

import (
	"net/netip"
	"strings"
	"testing"
)

// The hint says where the firewall of the system is: ufw(8) on Linux; on Windows
// the console "Windows Defender Firewall with Advanced Security", wf.msc; on
// macOS the place in System Settings (macOS User Guide).
func TestHintOfEverySystem(t *testing.T) {
	for goos, want := range map[string]string{
		"linux":   "(sudo ufw status)",
		"windows": "(wf.msc)",
		"darwin":  "(System Settings, Network, Firewall)",
	} {
		got := hint(goos, netip.MustParseAddrPort("0.0.0.0:52001"))
		if !strings.Contains(got, want) || !strings.Contains(got, "UDP port 52001") {
			t.Errorf("on %s: %q does not say %q", goos, got, want)
		}
	}
}

// If the socket is bound to all addresses already, the hint does not say to try
// that.
func TestHintOfEveryAddress(t *testing.T) {
	for addr, want := range map[string]bool{"0.0.0.0:52001": false, "10.9.0.7:52001": true} {
		got := hint("linux", netip.MustParseAddrPort(addr))
		if !strings.Contains(got, "make station") || strings.Contains(got, "--bind any") != want {
			t.Errorf("bound to %s: %q", addr, got)
		}
	}
}
