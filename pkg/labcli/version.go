package labcli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// What "make dist" links in by -ldflags -X: the version of the archive and the
// commit it was made of.
var version, commit string

// Package cli adds the flag to every program that has a version. Its own one
// also has the short name -v, which elsewhere means verbose.
func init() {
	cli.VersionFlag = &cli.BoolFlag{Name: "version", Usage: "print version, commit and the Go it was built with", DisableDefaultText: true}
	cli.VersionPrinter = func(c *cli.Context) {
		fmt.Fprintf(c.App.Writer, "%s %s, %s %s/%s\n", c.App.Name, c.App.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	}
}

// versionOf returns a version and a commit, such as "1.0.0, commit b6a2a84".
// What was linked in goes before info, what the Go command has recorded: that
// knows them if the program was built in a clone of the repository, but not if
// it was started by "go run".
func versionOf(version, commit string, info *debug.BuildInfo) string {
	if info != nil {
		if version == "" && info.Main.Version != "(devel)" {
			version = info.Main.Version
		}
		if commit == "" {
			commit = revision(info.Settings)
		}
	}
	if version == "" {
		version = "dev"
	}
	if commit == "" {
		commit = "unknown"
	}
	return version + ", commit " + commit
}

// revision returns the commit of settings, with "-dirty" as "git describe"
// says it if files differed from that, or "".
func revision(settings []debug.BuildSetting) string {
	commit, dirty := "", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + dirty
}
