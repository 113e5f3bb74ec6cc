package source

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
)

const (
	maxText      = 16 << 20 // what is read of all files of a command, in bytes
	maxAddresses = 100      // those of a file of data, not of a program, are more
)

var ipv4 = regexp.MustCompile(`\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b`)

// Addresses returns the IPv4 addresses that are written into the program: those
// in the command and in the files and folders that it names. It adds the
// addresses of this machine, since a program can ask for them. Of very many it
// returns the first ones.
func Addresses(command []string) []string {
	seen := map[string]bool{}
	var all []string
	add := func(text string, most int) {
		for _, m := range ipv4.FindAllString(text, -1) {
			if a, err := netip.ParseAddr(m); err == nil && !seen[m] && a.Is4() && len(all) < most {
				seen[m] = true
				all = append(all, m)
			}
		}
	}
	for _, s := range sourceFiles(command, "*") {
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

// A source is a file that a command names.
type source struct {
	name, text string
}

// sourceFiles returns the start of the files that command names and, of each
// folder that it names, of the files that match pattern. A file that is missing or
// cannot be read is left out: the program itself has to deal with it. What is not a
// regular file is never opened, and no link of a folder is followed.
func sourceFiles(command []string, pattern string) []source {
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
