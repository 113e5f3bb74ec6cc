package room

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kept are the variables of the environment that programs need: those of the
// user, of the language and of the usual tools. The prefixes end with a star.
// The rest, such as the tokens of a person who is logged in, is not passed on.
var kept = []string{
	"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_*",
	"PYTHON*", "VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "PYENV_*", "NVM_*", "NODE_PATH", "VOLTA_HOME",
	"GOROOT", "GOPATH", "GOBIN", "GOCACHE", "GOMODCACHE", "GOWORK", "GOFLAGS", "GOTOOLCHAIN", "GOEXPERIMENT", "GOMAXPROCS", "CGO_*", "CC", "CXX",
	"JAVA_HOME", "CLASSPATH", "JAVA_TOOL_OPTIONS", "CARGO_HOME", "RUSTUP_*", "RUBYLIB", "GEM_HOME", "GEM_PATH", "PERL5LIB", "DOTNET_*",
	"LD_LIBRARY_PATH", "MAKEFLAGS",
	// Windows.
	"SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "USERNAME", "HOMEDRIVE", "HOMEPATH",
	"APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES*", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "OS",
}

// system are the folders in the root of the machine that every program may read.
var system = []string{"bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt", "nix", "gnu", "snap"}

// InSystem reports whether path is part of the system.
func InSystem(path string) bool {
	return slices.ContainsFunc(system, func(dir string) bool { return Inside(path, "/"+dir) })
}

// Inside reports whether path is dir, or is in it.
func Inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}

// Environment returns those variables of environ that a program needs.
func Environment(environ []string) []string {
	var env []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		for _, k := range kept {
			prefix, star := strings.CutSuffix(k, "*")
			if strings.EqualFold(name, k) || star && len(name) > len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
				env = append(env, entry)
				break
			}
		}
	}
	return env
}

// env returns the environment of the program.
func (s *Setup) env() []string {
	temp := s.TempDir
	if walled(s.Isolation) {
		temp = os.TempDir()
	}
	return append(Environment(os.Environ()), "TMPDIR="+temp, "TMP="+temp, "TEMP="+temp)
}
