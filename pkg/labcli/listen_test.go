package labcli

import (
	"net/netip"
	"strings"
	"testing"
)

// The hint names the firewall of the system: ufw(8) on Linux; on Windows the
// console "Windows Defender Firewall with Advanced Security", which is wf.msc;
// on macOS the place in System Settings (macOS User Guide).
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
