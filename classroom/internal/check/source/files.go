package source

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
)

var ipv4 = regexp.MustCompile(`\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b`)

// Addresses returns the IPv4 addresses that are written into the program: those
// in the command and in the files and folders that it names. It adds the
// addresses of this machine, since a program can ask for them.
func Addresses(command []string) []string {
	seen := map[string]bool{}
	var all []string
	add := func(text []byte) {
		for _, m := range ipv4.FindAll(text, -1) {
			if a, err := netip.ParseAddr(string(m)); err == nil && !seen[string(m)] && a.Is4() {
				seen[string(m)] = true
				all = append(all, string(m))
			}
		}
	}
	for _, s := range sourceFiles(command, "*") {
		add(s.text)
	}
	for _, arg := range command {
		add([]byte(arg))
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return all
	}
	for _, a := range own {
		add([]byte(a.String()))
	}
	return all
}

// A source is a file that a command names.
type source struct {
	name string
	text []byte
}

// sourceFiles returns the files that command names and, of each folder that it
// names, the files that match pattern. A file that is missing, very large or
// cannot be read is left out: the program itself has to deal with it.
func sourceFiles(command []string, pattern string) []source {
	var all []source
	for _, arg := range command {
		files := []string{arg}
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			files, _ = filepath.Glob(filepath.Join(arg, pattern))
		}
		for _, f := range files {
			if info, err := os.Stat(f); err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
				continue
			}
			if text, err := os.ReadFile(f); err == nil {
				all = append(all, source{f, text})
			}
		}
	}
	return all
}
