package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A student is one of the class.
type student struct {
	name  string
	files []file
}

// A file is what a student has handed in.
type file struct {
	name    string
	content func() ([]byte, error)
}

// The programs of the worksheet, by the names that students give them.
var (
	receiver = solution("udp_receiver.py", "ex2_1_udp/python/receiver.py")
	sender   = solution("udp_sender.py", "ex2_1_udp/python/sender.py")
	sensors  = solution("remote_sensors.py", "ex2_1_2_sensors/python/remote_sensors.py")
	drone    = solution("remote_drone.py", "ex2_1_3_drone/python/remote_drone.py")
	both     = solution("remote_select.py", "ex2_1_4_select/python/remote_select.py")
	server   = solution("tcp_server.py", "ex3_tcp/python/server.py")
	client   = solution("tcp_client.py", "ex3_tcp/python/client.py")
	chat     = []file{solution("chat_server.py", "ex3_2_chat/python/server.py"), solution("chat_client.py", "ex3_2_chat/python/client.py")}
	web      = solution("microHTTPsrv.py", "ex4_microhttp/python/microHTTPsrv.py")
	machine  = solution("machine.py", "ex5_annexes/python/machine.py")

	udp = []file{receiver, sender, sensors, drone, both}
	tcp = append([]file{server, client}, chat...)
)

const gallery = "classroom/internal/check/testdata/gallery/right/"

var class = []student{
	{"Amélie Rousset", files(udp, tcp, web, machine)},
	{"Bilal Haddouche", files( // an archive in the archive; one format is big-endian
		zipped("TP1 Haddouche.zip", files(receiver, sender, sensors, drone.with(`"<diiiiffff"`, `">diiiiffff"`), both, tcp, web)),
	)},
	{"Chloé Vasseur", files( // in Go; the chat and the page are missing
		solution("2.1.2/main.go", gallery+"2.1.2-columns.go"), solution("2.1.3/main.go", gallery+"2.1.3-reader.go"), solution("3.1/server.go", gallery+"3.1-server-goroutines.go"),
	)},
	{"David Okonjo", files( // the names are swapped
		receiver, sender, sensors, drone, both, server.named("client_tcp.py"), client.named("server_tcp.py"), chat, web,
	)},
	{"Elif Yalçın", files(notebook("TP1.ipynb", sender.named("2.1.1 sender"), sensors.named("2.1.2"), drone.with(`"<diiiiffff"`, `"!diiiiffff"`).named("2.1.3"), web.named("4")))},
	{"Felix Brandt", files(file{"compte-rendu.pdf", constant("%PDF-1.4\n%%EOF\n")})},
	{"Gaëlle Le Goff", files( // a module of hers is missing; a port is wrong
		receiver, sender.with("50005", "50006"), sensors, drone.with("import struct", "import drone_tools"), tcp, web,
	)},
	{"Hugo Marchetti", files( // the second version is the right one
		receiver, sender, sensors, drone.with("recvfrom(1024)", "recvfrom(32)"), drone.named("remote_drone_v2.py"), server, client, web.with(";charset=utf-8", ""),
	)},
}

func constant(text string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(text), nil }
}

// solution returns a program of this repository as a file of a student.
func solution(name, path string) file {
	return file{name, func() ([]byte, error) { return os.ReadFile(filepath.FromSlash(path)) }}
}

// named returns f under another name.
func (f file) named(name string) file { return file{name, f.content} }

// with returns f with new in the place of old.
func (f file) with(old, new string) file {
	return file{f.name, func() ([]byte, error) {
		b, err := f.content()
		if err == nil && !bytes.Contains(b, []byte(old)) {
			err = fmt.Errorf("%s does not contain %s", f.name, old)
		}
		return bytes.ReplaceAll(b, []byte(old), []byte(new)), err
	}}
}

// files joins files and lists of files.
func files(all ...any) []file {
	var list []file
	for _, x := range all {
		switch x := x.(type) {
		case file:
			list = append(list, x)
		case []file:
			list = append(list, x...)
		}
	}
	return list
}

// zipped returns an archive of files.
func zipped(name string, files []file) file {
	return file{name, func() ([]byte, error) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, f := range files {
			content, err := f.content()
			if err != nil {
				return nil, err
			}
			if err := add(z, f.name, content); err != nil {
				return nil, err
			}
		}
		err := z.Close()
		return b.Bytes(), err
	}}
}

// notebook returns a Jupyter notebook with a program in each cell, below its name as a
// heading.
func notebook(name string, programs ...file) file {
	return file{name, func() ([]byte, error) {
		type cell struct {
			Type   string   `json:"cell_type"`
			Source []string `json:"source"`
		}
		var cells []cell
		for _, f := range programs {
			content, err := f.content()
			if err != nil {
				return nil, err
			}
			cells = append(cells, cell{"markdown", []string{"## " + f.name}}, cell{"code", strings.SplitAfter(string(content), "\n")})
		}
		return json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": cells})
	}}
}
