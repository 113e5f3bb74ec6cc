// Example makes up what a class of eight has handed in, to show what "classroom
// class" makes of it:
//
//	make class
//
// Run from the folder of the repository, it writes into the folder that it is given
// handed-in.zip, as Moodle's "Download all submissions" makes it, and worksheet.csv,
// as Moodle's "Download grading worksheet" makes it. The names are invented. The
// programs are the solutions in Python, some in Go of the checker's gallery, and some
// with mistakes.
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/natefinch/atomic"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "example: give the folder to write to; run it from the folder of the repository")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

// write writes the two files into dir.
func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var handedIn bytes.Buffer
	worksheet := "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\r\n"
	z := zip.NewWriter(&handedIn)
	for i, s := range class {
		number := 410_201 + i
		for _, f := range s.files {
			b, err := f.content()
			if err != nil {
				return err
			}
			if err := add(z, fmt.Sprintf("%s_%d_assignsubmission_file/%s", s.name, number, f.name), b); err != nil {
				return err
			}
		}
		worksheet += fmt.Sprintf("Participant %d,%s,student%d@example.org,Submitted for grading - ,,20.00,Yes,\"Friday, 9 October 2026, 6:02 PM\",-,\r\n", number, s.name, i+1)
	}
	if err := z.Close(); err != nil {
		return err
	}
	if err := atomic.WriteFile(filepath.Join(dir, "handed-in.zip"), &handedIn); err != nil {
		return err
	}
	return atomic.WriteFile(filepath.Join(dir, "worksheet.csv"), strings.NewReader(worksheet))
}

// add adds a file to z. All have the same time: the same class gives the same bytes.
func add(z *zip.Writer, name string, content []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2026, 10, 9, 18, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}
