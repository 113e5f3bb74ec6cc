package source

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"in43.example/classroom/internal/check/room"
)

// Needs are the folders and files of the machine that a program needs. All paths
// are absolute.
type Needs struct {
	Folders []string // those of the program itself
	Files   []string // of the program, if it may not see what else is in their folder
	Tools   []string // of interpreters and compilers that are not part of the system
	Caches  []string // of compilers
}

// NeedsOf returns what command needs, when it is started in the folder dir.
//
// The program's folders are that of each file and each folder that the command
// names, and dir if one of these is in it or if the command names none. A
// folder in which others keep their things is left out: the user's home, what
// is above it, the folder for temporary files, and a folder that holds the
// programs of several people. Of these the program gets the files that the
// command names.
func NeedsOf(dir string, command []string, steps []Signs) Needs {
	var n Needs
	home, _ := os.UserHomeDir()
	shared := func(folder string) bool {
		return folder == "/" || folder == "/home" || folder == filepath.Clean(os.TempDir()) ||
			home != "" && room.Inside(home, folder) || !isWorkspace(folder) && severalPeople(folder, steps)
	}
	named := 0
	for _, arg := range command {
		_, value, _ := strings.Cut(arg, "=") // as in --file=rows.txt
		for _, name := range []string{arg, value} {
			path := filepath.Join(dir, name)
			if filepath.IsAbs(name) {
				path = filepath.Clean(name)
			}
			info, err := os.Stat(path)
			if name == "" || err != nil || isSystem(path) {
				continue
			}
			named++
			folder := path
			if !info.IsDir() {
				folder = filepath.Dir(path)
			}
			if !shared(folder) {
				n.Folders = append(n.Folders, folder)
			} else if !info.IsDir() {
				n.Files = append(n.Files, path)
			}
			if room.Inside(path, dir) && !shared(dir) {
				n.Folders = append(n.Folders, dir)
			}
		}
	}
	if named == 0 && !shared(dir) {
		n.Folders = append(n.Folders, dir)
	}
	tool := filepath.Base(command[0])
	if project := project(dir); project != "" && (tool == "go" || tool == "node" || tool == "npm" || tool == "npx" || tool == "cargo" || tool == "make") {
		n.Folders = append(n.Folders, project)
	}
	slices.Sort(n.Folders)
	n.Folders = outermost(n.Folders)
	n.Tools, n.Caches = tools(dir, command[0], home)
	n.Tools = slices.DeleteFunc(n.Tools, func(d string) bool {
		return slices.ContainsFunc(n.Folders, func(f string) bool { return room.Inside(d, f) })
	})
	return n
}

// people remembers which folders are of several people, for those who check many
// programs of one folder.
var people sync.Map // from the folder to a func() bool

func severalPeople(dir string, steps []Signs) bool {
	several, _ := people.LoadOrStore(dir, sync.OnceValue(func() bool { return Submissions(dir, steps) != nil }))
	return several.(func() bool)()
}

// isWorkspace reports whether dir holds several modules of Go that belong
// together, as those of this lab do. That is one person's.
func isWorkspace(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.work"))
	return err == nil
}

// project returns the folder at or above dir in which the tools of a language
// look for what a program needs, or "".
func project(dir string) string {
	found := ""
	for {
		for _, name := range []string{"go.work", "go.mod", "package.json", "Cargo.toml"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				found = dir
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return found
		}
		dir = parent
	}
}

// isSystem reports whether path is not the program's own, but part of the system.
func isSystem(path string) bool {
	return room.InSystem(path) || slices.ContainsFunc([]string{"/dev", "/proc", "/sys", "/run"}, func(dir string) bool { return room.Inside(path, dir) })
}

// outermost leaves out the folders that are in others. all is sorted.
func outermost(all []string) []string {
	var kept []string
	for _, d := range all {
		if !slices.ContainsFunc(kept, func(k string) bool { return room.Inside(d, k) }) {
			kept = append(kept, d)
		}
	}
	return kept
}

// tools returns the folders of the tools on the PATH that are not part of the
// system, such as those of pyenv, nvm, conda or rustup, and caches of compilers.
func tools(dir, command, home string) (tools, caches []string) {
	add := func(path string) {
		if filepath.IsAbs(path) && !isSystem(path) && !slices.Contains(tools, path) {
			if _, err := os.Stat(path); err == nil {
				tools = append(tools, path)
			}
		}
	}
	addProgram := func(bin string) {
		at := installation(bin, home)
		add(at)
		if config, err := os.ReadFile(filepath.Join(at, "pyvenv.cfg")); err == nil { // the Python that made a virtual environment
			for line := range strings.Lines(string(config)) {
				if name, value, _ := strings.Cut(line, "="); strings.TrimSpace(name) == "home" {
					add(installation(strings.TrimSpace(value), home))
				}
			}
		}
	}
	for _, bin := range filepath.SplitList(os.Getenv("PATH")) {
		addProgram(filepath.Clean(bin))
	}
	for _, name := range []string{command, "python3", "node", "go", "java", "javac"} { // what the first of these is a link to
		if path, err := exec.LookPath(name); err == nil {
			if real, err := filepath.EvalSymlinks(path); err == nil && filepath.IsAbs(path) && !room.Inside(real, dir) {
				addProgram(filepath.Dir(real))
			}
		}
	}
	for _, name := range []string{"GOROOT", "JAVA_HOME", "VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_ROOT", "NVM_DIR", "RUSTUP_HOME", "CARGO_HOME", "VOLTA_HOME"} {
		add(os.Getenv(name))
	}
	for _, name := range []string{"PYTHONPATH", "NODE_PATH", "PERL5LIB", "RUBYLIB", "LD_LIBRARY_PATH"} {
		for _, d := range filepath.SplitList(os.Getenv(name)) {
			add(d)
		}
	}
	if home != "" {
		add(filepath.Join(home, ".local/lib")) // what pip install --user has installed
		add(filepath.Join(home, ".rustup"))
	}
	switch filepath.Base(command) {
	case "go", "make", "sh", "bash":
		cache, modules := goCaches()
		add(modules)
		if info, err := os.Stat(cache); err == nil && info.IsDir() {
			caches = append(caches, cache)
		}
	}
	slices.Sort(tools)
	return outermost(tools), caches
}

// installation returns the folder of what is installed with the programs in bin,
// or bin itself if that is not clear.
func installation(bin, home string) string {
	parent := filepath.Dir(bin)
	switch filepath.Base(bin) {
	case "bin", "sbin", "shims", "condabin":
	default:
		return bin
	}
	if parent == home || parent == filepath.Join(home, ".local") || room.Inside(home, parent) {
		return bin
	}
	if filepath.Dir(parent) == home && strings.HasPrefix(filepath.Base(parent), ".") {
		return parent // such as ~/.pyenv and ~/.cargo
	}
	for _, sign := range []string{"lib", "libexec", "versions", "pkg", "pyvenv.cfg", "conda-meta", "jmods"} {
		if _, err := os.Stat(filepath.Join(parent, sign)); err == nil {
			return parent
		}
	}
	return bin
}

// goCaches returns the folder of Go's build cache and that of its modules. They are
// asked for outside of the program's folder, where the program's go.mod has no say.
func goCaches() (build, modules string) {
	cmd := exec.Command("go", "env", "-json", "GOCACHE", "GOMODCACHE")
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN=local", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		return "", ""
	}
	var env struct{ GOCACHE, GOMODCACHE string }
	json.Unmarshal(out, &env)
	return env.GOCACHE, env.GOMODCACHE
}
