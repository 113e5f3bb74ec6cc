package check

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// usual are the names by which the programs of the steps go: patterns of
// path.Match for the name without its extension, in small letters, the best
// one first.
var usual = []struct {
	step     string
	patterns []string
}{
	{"2.1.1-receiver", []string{"receiver", "udp_receiver", "receiver*", "udp_receiver*", "udp*receiver*", "udpreceiver*", "udp*server*"}},
	{"2.1.1-sender", []string{"sender", "udp_sender", "sender*", "udp_sender*", "udp*sender*", "udp*client*"}},
	{"2.1.2", []string{"remote_sensors", "remote_sensors*", "*sensors*", "*capteurs*"}},
	{"2.1.3", []string{"remote_drone", "*drone*"}},
	{"2.1.5", []string{"remote_select", "*select*", "*both*"}},
	{"3.1-server", []string{"server", "tcp_server", "tcp*server*", "server*", "*server*", "*serveur*"}},
	{"3.1-client", []string{"client", "tcp_client", "tcp*client*", "client*", "*client*"}},
	{"3.2-server", []string{"chat_server", "chat*server*", "*server*chat*", "*serv*chat*", "*chat*serv*"}},
	{"3.2-client", []string{"chat_client", "chat*client*", "*client*chat*", "*chat*cli*"}},
	{"4", []string{"microhttpsrv", "microhttp*", "*http*", "*web*"}},
	{"5.3.1", []string{"until_end", "*until*end*", "*end*loop*", "*loop*end*", "*annex*"}},
}

// runs has for each extension how its programs are run; the file comes last.
var runs = map[string][]string{
	".py": {"python3"},
	".js": {"node"},
	".go": {"go", "run"},
	".sh": {"bash"},
	".rb": {"ruby"},
	".pl": {"perl"},
}

// A Found is a program for a step.
type Found struct {
	Step    string
	Command []string // nil if there is none
}

// Find looks in dir and the folders in it for the program of each step, by the
// usual names. It returns all steps, in the order of the worksheet. A file is
// the program of one step only.
func Find(dir string) ([]Found, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != dir && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "__pycache__" || name == "venv") {
			return filepath.SkipDir
		}
		if !d.IsDir() && isProgram(path) && runs[strings.ToLower(filepath.Ext(name))] != nil {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(files)

	commands := map[string][]string{}
	taken := map[string]bool{}
	// The chat's server is a server too: the special names choose first.
	for _, name := range []string{"3.2-server", "3.2-client", "4", "2.1.5", "2.1.3", "2.1.2", "2.1.1-receiver", "2.1.1-sender", "3.1-server", "3.1-client", "5.3.1"} {
		for _, u := range usual {
			if u.step == name {
				if f := match(dir, files, u.patterns, taken); f != "" {
					taken[f] = true
					commands[name] = append(slices.Clone(runs[strings.ToLower(filepath.Ext(f))]), f)
				}
			}
		}
	}
	var all []Found
	for _, s := range steps {
		all = append(all, Found{s.name, commands[s.name]})
	}
	return all, nil
}

// isProgram reports whether a file can be run alone: a file of Go must hold main.
func isProgram(path string) bool {
	if filepath.Ext(path) != ".go" {
		return true
	}
	text, err := os.ReadFile(path)
	return err == nil && bytes.Contains(text, []byte("func main()")) && !strings.HasSuffix(path, "_test.go")
}

// match returns the first file that is not taken and matches the best pattern
// with its name or, since some have chat/server.py, with its path within dir.
func match(dir string, files, patterns []string, taken map[string]bool) string {
	for _, p := range patterns {
		for _, f := range files {
			rel, err := filepath.Rel(dir, f)
			if err != nil || taken[f] {
				continue
			}
			for _, name := range []string{filepath.Base(rel), filepath.ToSlash(rel)} {
				name = strings.ToLower(strings.TrimSuffix(name, filepath.Ext(name)))
				name = strings.NewReplacer("-", "_", " ", "_", "/", "_").Replace(name)
				if ok, _ := filepath.Match(p, name); ok {
					return f
				}
			}
		}
	}
	return ""
}
