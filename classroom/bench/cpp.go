package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed cpp/drone.cpp
var droneCPP []byte

// errNoCompiler says that there is nothing to compile drone.cpp with.
var errNoCompiler = errors.New("no C++ compiler (c++) is installed")

// buildCPP compiles drone.cpp in the folder dir and returns the program.
func buildCPP(dir string) (string, error) {
	compiler, err := exec.LookPath("c++")
	if err != nil {
		return "", errNoCompiler
	}
	source, program := filepath.Join(dir, "drone.cpp"), filepath.Join(dir, "drone")
	if err := os.WriteFile(source, droneCPP, 0o666); err != nil {
		return "", err
	}
	if out, err := exec.Command(compiler, "-std=c++17", "-O2", "-o", program, source).CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot compile drone.cpp: %w\n%s", err, out)
	}
	return program, nil
}
