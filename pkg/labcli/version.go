package labcli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// The version of the archive, and the commit that it was made from. The linker
// sets them for "make dist" (-ldflags -X).
var version, commit string

// Package cli adds this flag to every program that has a version. The default
// flag also has the short name -v, which means verbose in other programs.
func init() {
	cli.VersionFlag = &cli.BoolFlag{Name: "version", Usage: "print version, commit and the Go it was built with", DisableDefaultText: true}
	cli.VersionPrinter = func(c *cli.Context) {
		fmt.Fprintf(c.App.Writer, "%s %s, %s %s/%s\n", c.App.Name, c.App.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	}
}

// versionOf returns a version and a commit, such as "1.0.0, commit b6a2a84". If
// the linker has not set them, they come from info, which is what the Go command
// has recorded. It records them for a program that was built in a clone of the
// repository, but not for one that was started by "go run".
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

// revision returns the commit in settings, or "". If files had been changed after
// the commit, "-dirty" follows, as in "git describe".
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
