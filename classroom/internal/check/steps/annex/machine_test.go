package annex

import (
	"testing"

	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

func TestHasName(t *testing.T) {
	for _, test := range []struct {
		text, name string
		has        bool
	}{
		{"machine name: pc12\n", "pc12", true},
		{"'PC12'", "pc12", true},
		{"pc12.lab.example", "pc12", true},
		{"pc12", "pc12.lab.example", true},
		{"pc123", "pc12", false},
		{"my-pc12", "pc12", false},
		{"10.9.0.1", "pc12", false},
	} {
		if got := hasName(test.text, test.name); got != test.has {
			t.Errorf("%q shows %q: %t", test.text, test.name, got)
		}
	}
}

func TestAmongNames(t *testing.T) {
	for _, test := range []struct {
		text   string
		others int
	}{
		{"machine name: pc12\n", 0},
		{"name: localhost\nname: pc12\nname: Linux\nname: nobody\n", 3},
		{"  name: 'localhost'\n  name: 'pc12'\n  name: 'Linux'\n  name: 'nobody'\n", 3},
		{"name: pc12\nname: pc12.lab.example\nname: localhost\nname: 10.9.0.1\n", 0},
		{"pc12\nnobody\nLinux\nx86_64\n10.9.0.1\n15:33:47\n", 0},
		{"localhost\nLinux\npc12\nSMP\nx86_64\nnobody\n", 5},
		{"name: pc12\nuser: nobody\nsystem: Linux\nprocessor: x86_64\n", 0},
	} {
		if others := amongNames(test.text, "pc12"); len(others) != test.others {
			t.Errorf("%q: %q, want %d", test.text, others, test.others)
		}
	}
}

func TestMachineRules(t *testing.T) {
	for _, test := range []struct {
		trial.Evidence
		code verdict.Code
	}{
		{trial.Evidence{Ended: true, Errors: "NameError: name 'soket' is not defined"}, verdict.Crashed},
		{trial.Evidence{Ended: true, Success: true, Printed: "\n"}, verdict.NoOutput},
		{trial.Evidence{Ended: true, Success: true, Printed: "name: 10.9.0.1"}, verdict.AddressShown},
		{trial.Evidence{Ended: true, Success: true, Printed: "('::1', 1)"}, verdict.AddressShown},
		{trial.Evidence{Ended: true, Success: true, Printed: "localhost"}, verdict.WrongOutput},
	} {
		if o := trial.Diagnose(&test.Evidence, "pc12", machineRules); o.Code != test.code {
			t.Errorf("%+v: %q, want %q", test.Evidence, o.Code, test.code)
		}
	}
}
