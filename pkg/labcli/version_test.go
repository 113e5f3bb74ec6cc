package labcli

import (
	"runtime/debug"
	"testing"
)

func TestVersionOf(t *testing.T) {
	// The documentation of debug.BuildSetting says what the Go command records.
	info := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	const hash = "b6a2a84347a4120eda14d2e199d6f9b3dd40d376"
	revision := debug.BuildSetting{Key: "vcs.revision", Value: hash}
	for _, test := range []struct {
		name            string
		version, commit string
		info            *debug.BuildInfo
		want            string
	}{
		{"make dist", "1.0.0", "b6a2a84", info("(devel)"), "1.0.0, commit b6a2a84"},
		{"make dist, recorded too", "1.0.0", "b6a2a84", info("v0.9.0", revision), "1.0.0, commit b6a2a84"},
		{"make dist without git", "dev", "", info("(devel)"), "dev, commit unknown"},
		{"go run", "", "", info("(devel)"), "dev, commit unknown"},
		{"go test", "", "", info(""), "dev, commit unknown"},
		{"go build", "", "", info("v0.0.0-20251122120400-b6a2a84347a4", revision, debug.BuildSetting{Key: "vcs.modified", Value: "false"}),
			"v0.0.0-20251122120400-b6a2a84347a4, commit " + hash},
		{"go build, changed files", "", "", info("v1.0.0+dirty", debug.BuildSetting{Key: "vcs.modified", Value: "true"}, revision),
			"v1.0.0+dirty, commit " + hash + "-dirty"},
		{"no information", "", "", nil, "dev, commit unknown"},
	} {
		if got := versionOf(test.version, test.commit, test.info); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
