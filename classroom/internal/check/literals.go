package check

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
)

var ipv4 = regexp.MustCompile(`\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b`)

// maxSource is how much of a file is searched, in bytes.
const maxSource = 1 << 20

// literals returns the IPv4 addresses that are written into the program: those
// in the command and in the files and folders that it names. The addresses of
// this machine are among them, since a program can ask
// for its own.
func literals(command []string) ([]string, error) {
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
	for _, arg := range command {
		add([]byte(arg))
		info, err := os.Stat(arg)
		if err != nil {
			continue // it is no file
		}
		files := []string{arg}
		if info.IsDir() {
			if files, err = filepath.Glob(filepath.Join(arg, "*")); err != nil {
				return nil, err
			}
		}
		for _, f := range files {
			if info, err := os.Stat(f); err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
				continue
			}
			text, err := os.ReadFile(f)
			if err != nil {
				continue // the program's own matter
			}
			add(text)
		}
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return all, nil
	}
	for _, a := range own {
		add([]byte(a.String()))
	}
	return all, nil
}
