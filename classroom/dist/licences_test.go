package main

import (
	"debug/buildinfo"
	"path/filepath"
	"strings"
	"testing"
)

// The file has the licences and notices of a library that stand in its folder,
// and those of what it has copied from elsewhere, if that is built in.
func TestLicences(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"go/LICENSE": "Copyright The Go Authors\n", "go/PATENTS": "Grant\n", "go/src/fmt/print.go": "",
		"lib/LICENSE.txt": "\nApache\r\n", "lib/NOTICE": "Made by us\n", "lib/README.md": "", "lib/license.go": "package lib\n",
		"lib/used/copied/Copying": "MIT\n", "lib/used/copied/a.go": "", "lib/unused/LICENSE": "Not built in\n",
		"none/main.go": "",
	})
	lib := library{"example.com/lib v1.0.0", filepath.Join(root, "lib"),
		[]string{filepath.Join(root, "lib", "used", "copied"), filepath.Join(root, "lib", "used"), filepath.Join(root, "lib")}}
	got, err := licences([]library{{name: "Go", root: filepath.Join(root, "go")}, lib})
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("=", 72)
	want := "The programs in bin contain these libraries. Here are their licences.\n" +
		"\n" + line + "\nGo: LICENSE\n\nCopyright The Go Authors\n" +
		"\n" + line + "\nGo: PATENTS\n\nGrant\n" +
		"\n" + line + "\nexample.com/lib v1.0.0: LICENSE.txt\n\nApache\n" +
		"\n" + line + "\nexample.com/lib v1.0.0: NOTICE\n\nMade by us\n" +
		"\n" + line + "\nexample.com/lib v1.0.0: used/copied/Copying\n\nMIT\n"
	if string(got) != want {
		t.Errorf("the file holds\n%s\nwant\n%s", got, want)
	}

	none := library{name: "example.com/none v0.1.0", root: filepath.Join(root, "none")}
	if got, err := licences([]library{lib, none}); err == nil || !strings.Contains(err.Error(), none.name) {
		t.Errorf("of a library without a licence: %q, %v", got, err)
	}
}

// The file of an archive has a licence for each module that its programs say
// they are built from, and for Go. Each one speaks of copyright.
func builtIn(t *testing.T, dir string, archive map[string][]byte) {
	text := string(archive[licencesFile])
	has := func(name string) {
		t.Helper()
		_, licence, found := strings.Cut(text, "\n"+name+": ")
		licence, _, _ = strings.Cut(licence, strings.Repeat("=", 72))
		if !found || !strings.Contains(strings.ToLower(licence), "copyright") {
			t.Errorf("%s has no licence of %s, but %q", licencesFile, name, licence)
		}
	}
	has("Go, with its standard library")
	found := 0
	for name := range archive {
		if !strings.HasPrefix(name, "bin/") {
			continue
		}
		info, err := buildinfo.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range info.Deps {
			if !strings.HasPrefix(m.Path, "in43.example/") {
				has(m.Path + " " + m.Version)
				found++
			}
		}
	}
	if found < 10 {
		t.Errorf("the programs name only %d modules", found)
	}
}
