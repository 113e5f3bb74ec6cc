package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A release is what the archives are made of.
type release struct {
	version string    // as in names of archives: 1.0.0, b6a2a84 where no tag is, dev
	commit  string    // all of its hash, or ""
	time    time.Time // of the commit; all files of the archives have it
}

// head returns the release of the commit that is checked out in root. Its
// version ends in "-dirty" if there are files that the commit does not have.
// With an error, which says why git does not tell, it still is one to work with.
func head(ctx context.Context, root string) (release, error) {
	dev := release{"dev", "", time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)} // the first day of a zip file
	version, err := git(ctx, root, "describe", "--tags", "--always", "--abbrev=7")
	if err != nil {
		return dev, err
	}
	changes, err := git(ctx, root, "status", "--porcelain")
	if err != nil {
		return dev, err
	}
	if changes != "" {
		version += "-dirty"
	}
	commit, err := git(ctx, root, "log", "-1", "--format=%H %ct")
	if err != nil {
		return dev, err
	}
	hash, seconds, _ := strings.Cut(commit, " ")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return dev, fmt.Errorf("the time of the commit: %w", err)
	}
	return release{strings.TrimPrefix(version, "v"), hash, time.Unix(unix, 0).UTC()}, nil
}

// git runs git in root, and does not take a repository around root for that of
// the lab.
func git(ctx context.Context, root string, args ...string) (string, error) {
	return output(ctx, root, []string{"GIT_CEILING_DIRECTORIES=" + filepath.Dir(root)}, "git", args...)
}

// output runs a command in dir, with env in addition to the environment, and
// returns what it prints, without the last newline.
func output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return "", fmt.Errorf("%s %s: %w\n%s", name, args[0], err, exit.Stderr)
	}
	return strings.TrimSuffix(string(out), "\n"), err
}
