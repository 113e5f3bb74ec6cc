// Dist makes the archives of the lab: one for each operating system and
// processor, with the built programs in bin, where make puts them too.
//
//	make dist     # the whole repository, for people who have no Go
//	make student  # the lab without its answers, for an instructor to hand out
//
// The archives and their SHA-256 checksums lie in the folder dist. The same
// commit and the same Go give the same bytes, on any machine. The names of the
// archives are those of GoReleaser: project_version_os_arch; the version is that
// of "git describe", or dev where there is no git.
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"in43.example/pkg/labcli"
)

func main() { labcli.Main(app()) }

func app() *cli.App {
	return &cli.App{
		Name:   "dist",
		Usage:  "make the archives of the lab, in dist/",
		Flags:  []cli.Flag{&cli.BoolFlag{Name: "student", Usage: "make those for students: starters, and no answers"}},
		Action: run,
	}
}

// The projects. The names of their archives begin with them.
const (
	lab     = "socketlab"         // the whole repository
	student = "socketlab-student" // the lab without its answers
)

func run(c *cli.Context) error {
	work, err := output(c.Context, ".", nil, "go", "env", "GOWORK")
	if err != nil {
		return err
	}
	if work == "" || work == "off" {
		return labcli.Usage("there is no go.work here; run this in the folder of the repository: make dist")
	}
	root := filepath.Dir(work)
	log := zerolog.Ctx(c.Context)
	r, err := head(c.Context, root)
	if err != nil {
		log.Warn().Msgf("git cannot tell which commit this is, so the version is dev and the archives hold whatever lies in this folder: %v", err)
	} else if strings.HasSuffix(r.version, dirty) {
		log.Warn().Msg("some files differ from the commit (git status lists them), so nobody else can make these archives; commit first, and make them again")
	}
	files, err := repository(c.Context, root, r)
	if err != nil {
		return err
	}
	project := lab
	if c.Bool("student") {
		project = student
		if files, err = forStudents(files); err != nil {
			return err
		}
	}
	return makeAll(c.Context, root, project, r, files, c.App.Writer)
}

// A target is a system that programs are built for.
type target struct{ goos, goarch string }

var targets = [...]target{
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"linux", "amd64"}, {"linux", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

// makeAll makes the archives of a project, and the file of their checksums last.
func makeAll(parent context.Context, root, project string, r release, files []entry, stdout io.Writer) error {
	dist := filepath.Join(root, "dist")
	if err := clean(dist, project, r.version); err != nil {
		return err
	}
	all, ctx := errgroup.WithContext(parent)
	// As many at a time as there are processors, and each takes one: so they do
	// not get in each other's way.
	all.SetLimit(runtime.NumCPU())
	var sums [len(targets)]string
	for i, t := range targets {
		all.Go(func() error {
			name, sum, err := makeOne(ctx, root, dist, project, r, t, files)
			if err != nil {
				return fmt.Errorf("the archive for %s/%s: %w", t.goos, t.goarch, err)
			}
			sums[i] = fmt.Sprintf("%x  %s\n", sum, name) // as sha256sum(1) reads it
			return nil
		})
	}
	if all.Wait() != nil {
		return context.Cause(ctx) // ctrl-c, or the first error
	}
	if err := unchanged(parent, root, r); err != nil {
		return err
	}
	text := strings.Join(sums[:], "")
	if _, err := io.WriteString(stdout, text); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, project+"_"+r.version+"_SHA256SUMS"), []byte(text), 0o666)
}

// clean removes what lies in the folder dist, which it makes if there is none.
// It leaves what another project has made of the same version.
func clean(dist, project, version string) error {
	if err := os.MkdirAll(dist, 0o777); err != nil {
		return err
	}
	old, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, f := range old {
		owner, rest, _ := strings.Cut(f.Name(), "_")
		if owner != project && strings.HasPrefix(rest, version+"_") {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dist, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// makeOne builds the programs for t and makes their archive, with files and the
// licences of their libraries beside them. It returns the archive's name and its
// SHA-256.
func makeOne(ctx context.Context, root, dist, project string, r release, t target, files []entry) (name string, sum []byte, err error) {
	bin, err := os.MkdirTemp("", "dist")
	if err != nil {
		return "", nil, err
	}
	defer os.RemoveAll(bin)
	built, err := build(ctx, root, bin, r, t)
	if err != nil {
		return "", nil, err
	}
	text, err := licences(built)
	if err != nil {
		return "", nil, err
	}
	files = append(slices.Clip(files), entry{name: licencesFile, data: text, mode: 0o644})
	folder := fmt.Sprintf("%s_%s_%s_%s", project, r.version, t.goos, t.goarch)
	entries, err := contents(bin, files, folder)
	if err != nil {
		return "", nil, err
	}

	name, write := folder+".tar.gz", writeTarGz
	if t.goos == "windows" {
		name, write = folder+".zip", writeZip // what Windows opens by itself
	}
	f, err := os.Create(filepath.Join(dist, name))
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	hash := sha256.New()
	if err := write(io.MultiWriter(f, hash), r.time, entries); err != nil {
		return "", nil, err
	}
	return name, hash.Sum(nil), f.Close()
}

// build builds all programs for t into the folder bin, and returns the libraries
// that they contain.
//
// What would make two builds differ is left out: paths of this machine, what
// the Go command finds out about the repository, cgo, and processors newer than
// what GOARCH alone means. So are symbols for debuggers, the part of package cli
// that writes manuals, and HTTP/2: an archive is half as large without.
func build(ctx context.Context, root, bin string, r release, t target) ([]library, error) {
	work := "GOWORK=" + filepath.Join(root, "go.work")
	modules, err := output(ctx, root, []string{work}, "go", "list", "-m")
	if err != nil {
		return nil, err
	}
	programs := []string{"-tags", "urfave_cli_no_docs,nethttpomithttp2"}
	for _, m := range strings.Fields(modules) {
		if m != "in43.example/pkg" {
			programs = append(programs, m)
		}
	}
	const labcli = "in43.example/pkg/labcli"
	args := []string{"build", "-p=1", "-o", bin + string(filepath.Separator),
		"-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false",
		"-ldflags", fmt.Sprintf("-s -w -X %s.version=%s -X %s.commit=%s", labcli, r.version, labcli, r.commit)}
	env := []string{work, "GOOS=" + t.goos, "GOARCH=" + t.goarch, "CGO_ENABLED=0", "GOAMD64=v1", "GOARM64=v8.0", "GOFLAGS=",
		"GOMAXPROCS=1", "GOGC=400"} // the compiler collects its garbage less often
	if _, err := output(ctx, root, env, "go", append(args, programs...)...); err != nil {
		return nil, err
	}
	return libraries(ctx, root, env, programs)
}

// contents returns what an archive holds, all of it in folder, in the order of
// the names: the programs that lie in bin, and files.
func contents(bin string, files []entry, folder string) ([]entry, error) {
	programs, err := os.ReadDir(bin)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, p := range programs {
		entries = append(entries, entry{name: "bin/" + p.Name(), path: filepath.Join(bin, p.Name()), mode: 0o755})
	}
	entries = append(entries, files...)
	for i := range entries {
		entries[i].name = folder + "/" + entries[i].name
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return entries, nil
}
