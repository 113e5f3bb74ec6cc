package steps

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
