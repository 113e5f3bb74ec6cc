// Package sheet is the worksheet: its steps, the programs of each, and how they
// are played. The demo, compare and wire play them; tests hold the Makefiles and
// the READMEs to these tables.
package sheet

import "strings"

// A Step is a step of the worksheet, with an exercise of its own.
type Step struct {
	Number string // of the worksheet; the first one, if it has several sections
	Title  string
	Folder string // of the exercise
}

// Steps are all steps, in the order of the worksheet.
var Steps = []Step{
	{"1", "is this machine ready?", "ex1_setup"},
	{"2.1", "text over UDP", "ex2_1_udp"},
	{"2.1.2", "the sensors' broadcasts", "ex2_1_2_sensors"},
	{"2.1.3", "the drone's frames", "ex2_1_3_drone"},
	{"2.1.4", "both streams; which is faster?", "ex2_1_4_select"},
	{"3.1", "a TCP server and its client", "ex3_tcp"},
	{"3.2", "a chat in turns", "ex3_2_chat"},
	{"4", "a page for a web browser", "ex4_microhttp"},
	{"5", "the annexes", "ex5_annexes"},
}

// A Program is one of the programs of a step, in Go and in Python.
type Program struct {
	Number  string // of the worksheet
	Name    string // what the step calls it; "" if it is the only one, or the main one
	Command string // in Go: the exercise, which has that name too, and the arguments
	Script  string // the name of its files in Python, without .py
	Make    string // what make runs it with
	Check   string // the step of "classroom check" that the student's README names; "" if none
	Start   string // the folder in the exercise of the starter in Go
}

// Programs are those of all steps, in the order of the worksheet.
var Programs = []Program{
	{Number: "1", Command: "ex1_setup", Script: "hello", Make: "run-ex1"},
	{Number: "2.1", Name: "receiver", Command: "ex2_1_udp receiver", Script: "receiver",
		Make: "run-ex2_1", Check: "2.1.1-receiver", Start: "start/receiver"},
	{Number: "2.1", Name: "sender", Command: "ex2_1_udp sender", Script: "sender",
		Make: "run-ex2_1-sender", Check: "2.1.1-sender", Start: "start/sender"},
	{Number: "2.1.2", Command: "ex2_1_2_sensors", Script: "remote_sensors", Make: "run-ex2_1_2", Check: "2.1.2", Start: "start"},
	{Number: "2.1.3", Command: "ex2_1_3_drone", Script: "remote_drone", Make: "run-ex2_1_3", Check: "2.1.3", Start: "start"},
	{Number: "2.1.4", Command: "ex2_1_4_select", Script: "remote_select", Make: "run-ex2_1_4", Check: "2.1.5", Start: "start"},
	{Number: "3.1", Name: "server", Command: "ex3_tcp server", Script: "server",
		Make: "run-ex3", Check: "3.1-server", Start: "start/server"},
	{Number: "3.1", Name: "client", Command: "ex3_tcp client", Script: "client",
		Make: "run-ex3-client", Check: "3.1-client", Start: "start/client"},
	{Number: "3.2", Name: "server", Command: "ex3_2_chat server", Script: "server",
		Make: "run-ex3_2", Check: "3.2-server", Start: "start/server"},
	{Number: "3.2", Name: "client", Command: "ex3_2_chat client", Script: "client",
		Make: "run-ex3_2-client", Check: "3.2-client", Start: "start/client"},
	{Number: "4.1", Name: "echo", Command: "ex4_microhttp --reply echo", Script: "microHTTPsrv_echo"},
	{Number: "4.3", Command: "ex4_microhttp", Script: "microHTTPsrv", Make: "run-ex4", Check: "4", Start: "start"},
	{Number: "5.2", Name: "addresses", Command: "ex5_annexes addresses", Script: "addresses", Make: "run-ex5 ARGS=addresses"},
	{Number: "5.3.1", Name: "until-end", Command: "ex5_annexes until-end", Script: "until_end",
		Make: "run-ex5 ARGS=until-end", Check: "5.3.1", Start: "start"},
	{Number: "5.3.2", Name: "machine", Command: "ex5_annexes machine", Script: "machine", Make: "run-ex5 ARGS=machine"},
	{Number: "5.3.3", Name: "user", Command: "ex5_annexes user", Script: "user", Make: "run-ex5 ARGS=user"},
	{Number: "5.3.4", Name: "time", Command: "ex5_annexes time", Script: "clock", Make: "run-ex5 ARGS=time"},
	{Number: "5.3.5", Name: "closing", Command: "ex5_annexes closing", Script: "closing", Make: "run-ex5 ARGS=closing"},
}

// Find returns the programs of the step, or of the part of a step, with that
// number.
func Find(number string) []Program {
	folder := ""
	for _, s := range Steps {
		if s.Number == number {
			folder = s.Folder
		}
	}
	var found []Program
	for _, p := range Programs {
		if p.Number == number || p.Folder() == folder {
			found = append(found, p)
		}
	}
	return found
}

// Args are the words of the Command.
func (p Program) Args() []string { return strings.Fields(p.Command) }

// Folder is that of the exercise. The program in Go has the same name.
func (p Program) Folder() string { return p.Args()[0] }

// Twin is the file of the program in Python.
func (p Program) Twin() string { return p.Folder() + "/python/" + p.Script + ".py" }

// Starters are the files that a student completes, in Python and in Go, or nil.
func (p Program) Starters() []string {
	if p.Start == "" {
		return nil
	}
	return []string{p.Folder() + "/start/" + p.Script + ".py", p.Folder() + "/" + p.Start + "/main.go"}
}
