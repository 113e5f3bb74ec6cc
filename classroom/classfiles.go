package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/natefinch/atomic"
	"github.com/rs/zerolog"
	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
	"in43.example/classroom/internal/class/grades"
	"in43.example/classroom/internal/class/page"
)

// A classFile is a flag that names what to write of a class.
type classFile struct {
	name, usage string
	write       func(c *cli.Context, path string, found *class.Class) error
}

var classFiles = []classFile{
	{"csv", "write a table for a spreadsheet to `FILE`", toFile(grades.WriteCSV)},
	{"worksheet", "fill in the grades and the feedback in `FILE`, the grading worksheet from Moodle", fillWorksheet},
	{"feedback", "write the pages for the students to `FOLDER|ZIP`; Moodle takes the zip as feedback files", func(_ *cli.Context, path string, found *class.Class) error {
		return grades.WriteFeedback(path, found)
	}},
	{"html", "write pages for the instructor to `FOLDER`", func(_ *cli.Context, path string, found *class.Class) error {
		return page.Write(path, found)
	}},
	{"json", "write all results to `FILE`", toFile(grades.WriteJSON)},
	{"junit", "write a JUnit report to `FILE`", toFile(grades.WriteJUnit)},
	{"gradescope", "write results.json of each student for Gradescope to `FOLDER|ZIP`", func(_ *cli.Context, path string, found *class.Class) error {
		return grades.WriteEach(path, "results.json", found, grades.WriteGradescope)
	}},
	{"classroom50", "in its autograder: write result.json of each student for Classroom 50 to `FOLDER|ZIP`", func(_ *cli.Context, path string, found *class.Class) error {
		from, err := grades.OriginFrom(os.Getenv, time.Now())
		if err != nil {
			return err
		}
		return grades.WriteEach(path, "result.json", found, func(w io.Writer, c *class.Class, s *class.Student) error {
			return grades.WriteClassroom50(w, c, s, from)
		})
	}},
}

// classFileFlags returns the flags of classFiles.
func classFileFlags() []cli.Flag {
	var all []cli.Flag
	for _, f := range classFiles {
		all = append(all, &cli.StringFlag{Name: f.name, Usage: f.usage})
	}
	return all
}

// writeClassFiles writes what the flags ask for. It returns what could not be
// written.
func writeClassFiles(c *cli.Context, found *class.Class) (failed []string) {
	for _, f := range classFiles {
		if path := c.String(f.name); path != "" {
			if err := f.write(c, path, found); err != nil {
				failed = append(failed, fmt.Sprintf("--%s %s cannot be written: %s", f.name, check.Harmless(path), check.Harmless(err.Error())))
			}
		}
	}
	return failed
}

// toFile returns a function that writes a file as a whole, or not at all.
func toFile(write func(io.Writer, *class.Class) error) func(*cli.Context, string, *class.Class) error {
	return func(_ *cli.Context, path string, found *class.Class) error {
		r, w := io.Pipe() // of a big class it is much
		defer r.Close()
		go func() {
			b := bufio.NewWriter(w)
			w.CloseWithError(errors.Join(write(b, found), b.Flush()))
		}()
		return atomic.WriteFile(path, r)
	}
}

// fillWorksheet fills in Moodle's worksheet, in place.
func fillWorksheet(c *cli.Context, path string, found *class.Class) error {
	sheet, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	notes, err := grades.FillWorksheet(&b, bytes.NewReader(sheet), found)
	if err != nil {
		return err
	}
	for _, note := range notes {
		zerolog.Ctx(c.Context).Warn().Msg("worksheet: " + check.Harmless(note))
	}
	return atomic.WriteFile(path, &b)
}
