package source

import (
	"iter"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

const (
	maxText      = 16 << 20 // what is read of all files of a command, in bytes
	maxAddresses = 100      // those of a file of data, not of a program, are more
)

// Addresses returns the IPv4 addresses that are written into the program: those
// in the command and in the files and folders that it names. It adds the
// addresses of this machine, since a program can ask for them. Of very many it
// returns the first ones. The names are relative to the folder dir.
func Addresses(dir string, command []string) []string {
	seen := map[string]bool{}
	var all []string
	add := func(text string, most int) {
		for m := range ipv4(text) {
			if !seen[m] && len(all) < most {
				seen[m] = true
				all = append(all, m)
			}
		}
	}
	for _, s := range sourceFiles(dir, command, "*") {
		add(s.text, maxAddresses)
	}
	for _, arg := range command {
		add(arg, maxAddresses)
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return all
	}
	for _, a := range own {
		add(a.String(), 2*maxAddresses)
	}
	return all
}

// ipv4 returns the IPv4 addresses in text. It reads programs of a mebibyte, so it
// does without a regular expression.
func ipv4(text string) iter.Seq[string] {
	inAddress := func(r rune) bool { return r == '.' || '0' <= r && r <= '9' }
	inWord := func(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
	return func(yield func(string) bool) {
		for i := 0; ; {
			start := strings.IndexFunc(text[i:], inAddress)
			if start < 0 {
				return
			}
			start += i
			i = start
			for i < len(text) && inAddress(rune(text[i])) {
				i++
			}
			m := strings.Trim(text[start:i], ".")
			if len(m) < len("0.0.0.0") || start > 0 && inWord(text[start-1]) || i < len(text) && inWord(text[i]) {
				continue
			}
			if a, err := netip.ParseAddr(m); err == nil && a.Is4() && !yield(m) {
				return
			}
		}
	}
}

// A source is a file that a command names.
type source struct {
	name, text string
}

// sourceFiles returns the start of the files that command names and, of each
// folder that it names, of the files that match pattern. A file that is missing or
// cannot be read is left out: the program itself has to deal with it. What is not a
// regular file is never opened, and no link of a folder is followed. The names are
// relative to the folder dir.
func sourceFiles(dir string, command []string, pattern string) []source {
	var all []source
	left := maxText
	add := func(file string) {
		if left <= 0 {
			return
		}
		f, err := os.Open(file)
		if err != nil {
			return
		}
		text := readStart(f)
		left -= len(text)
		all = append(all, source{file, text})
	}
	for _, arg := range command {
		if filepath.IsAbs(arg) && isSystem(arg) {
			continue // an interpreter
		}
		if !filepath.IsAbs(arg) {
			arg = filepath.Join(dir, arg)
		}
		switch info, err := os.Stat(arg); {
		case err != nil:
		case info.Mode().IsRegular():
			add(arg)
		case info.IsDir():
			files, _ := os.ReadDir(arg)
			for _, f := range files {
				if ok, _ := filepath.Match(pattern, f.Name()); ok && f.Type().IsRegular() {
					add(filepath.Join(arg, f.Name()))
				}
			}
		}
	}
	return all
}
