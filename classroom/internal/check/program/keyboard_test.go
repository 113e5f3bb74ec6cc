package program

import "testing"

func TestIsQuestion(t *testing.T) {
	for printed, want := range map[string]bool{
		"":                            false,
		"\n":                          false,
		"waiting for a client\n":      false,
		"the server\nYour name? ":     true,
		"Adresse IP du serveur :":     true,
		"Your name?\n":                false,
		"connected\n> hello\n":        false,
		"connected\n> hello\nPort : ": true,
	} {
		if got := isQuestion(printed); got != want {
			t.Errorf("%q: %t", printed, got)
		}
	}
}
