package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// licencesFile is the file of an archive with the licences of the libraries
// that are built into its programs. They ask for that: MIT and BSD for their
// text, Apache-2.0 for its text and for the file NOTICE too.
const licencesFile = "LICENCES-OF-LIBRARIES.txt"

// licenceName matches the files of a library that must go along with it.
var licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|copyright|notice|patents)`)

// A library is a module, or Go itself with its standard library.
type library struct {
	name    string   // with the version
	root    string   // its folder
	folders []string // of the packages that are built in
}

// licences returns the text of the file for what libraries hold.
func licences(libraries []library) ([]byte, error) {
	var text bytes.Buffer
	text.WriteString("The programs in bin contain these libraries. Here are their licences.\n")
	for _, l := range libraries {
		files, err := licenceFiles(l)
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			b, err := os.ReadFile(filepath.Join(l.root, name))
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&text, "\n%s\n%s: %s\n\n%s\n", strings.Repeat("=", 72), l.name, filepath.ToSlash(name), bytes.TrimSpace(b))
		}
	}
	return text.Bytes(), nil
}

// licenceFiles returns the names of the files of l that licenceName matches,
// relative to its root. They lie in a folder of which a package is built in, or
// above that: code that is copied from elsewhere has its own licence beside it.
func licenceFiles(l library) ([]string, error) {
	var files []string
	seen := map[string]bool{}
	for _, folder := range append(l.folders, l.root) {
		for ; !seen[folder]; folder = filepath.Dir(folder) {
			seen[folder] = true
			list, err := os.ReadDir(folder)
			if err != nil {
				return nil, err
			}
			for _, f := range list {
				if !f.Type().IsRegular() || !licenceName.MatchString(f.Name()) || filepath.Ext(f.Name()) == ".go" {
					continue
				}
				name, err := filepath.Rel(l.root, filepath.Join(folder, f.Name()))
				if err != nil {
					return nil, err
				}
				files = append(files, name)
			}
			if folder == l.root {
				break
			}
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s has no licence in %s, so no program with it may be handed out: "+
			"use another library (or, for Go itself, the Go of https://go.dev/dl/)", l.name, l.root)
	}
	slices.Sort(files)
	return files, nil
}

// libraries returns what is built into the packages that args name for "go
// list": Go, and then the modules in the order of their names.
func libraries(ctx context.Context, root string, env, args []string) ([]library, error) {
	list, err := output(ctx, root, env, "go", append([]string{"list", "-deps", "-json=Dir,Root,Standard,Module"}, args...)...)
	if err != nil {
		return nil, err
	}
	std := library{name: "Go, with its standard library"}
	modules := map[string]library{}
	for packages := json.NewDecoder(strings.NewReader(list)); packages.More(); {
		var p struct {
			Dir, Root string
			Standard  bool
			Module    struct {
				Path, Version, Dir string
				Main               bool // of the lab
			}
		}
		if err := packages.Decode(&p); err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		switch {
		case p.Standard:
			std.root = p.Root
		case !p.Module.Main:
			m := modules[p.Module.Path]
			m.name, m.root, m.folders = p.Module.Path+" "+p.Module.Version, p.Module.Dir, append(m.folders, p.Dir)
			modules[p.Module.Path] = m
		}
	}
	all := []library{std}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		all = append(all, modules[path])
	}
	return all, nil
}
