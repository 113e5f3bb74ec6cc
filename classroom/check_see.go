package main

import (
	"io"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/check/picture"
	"in43.example/pkg/labcli"
)

// writePictures writes the files of --pcap and --html.
func writePictures(c *cli.Context, reports []*check.Report) error {
	if file := c.String("html"); file != "" {
		write := func(w io.Writer) error { return picture.WritePage(w, reports) }
		if err := writeTo(file, write); err != nil {
			return labcli.Usage("cannot write the page: %s", check.Harmless(err.Error()))
		}
	}
	if file := c.String("pcap"); file != "" {
		if !slices.ContainsFunc(reports, func(r *check.Report) bool { return r.Recording != nil }) {
			return labcli.Usage("--pcap has written no file: no packet was heard; for that a step must be checked, and in a network namespace of Linux")
		}
		write := func(w io.Writer) error { return picture.WritePcap(w, reports) }
		if err := writeTo(file, write); err != nil {
			return labcli.Usage("cannot write the packets: %s", check.Harmless(err.Error()))
		}
	}
	return nil
}

// writeTo makes file, which write fills.
func writeTo(file string, write func(io.Writer) error) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
