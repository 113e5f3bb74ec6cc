package trial

import (
	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
)

// Waits is the diagnosis for a program that has not done what it should and
// still runs.
func (t *Trial) Waits(code verdict.Code, expected, got string) Outcome {
	if t.Program.AtKeyboard() {
		return Fail(code, expected, "it waits for the keyboard\n"+match.Excerpt(t.Program.Screen.Text())).
			Explained("The program waits until somebody types something. Leave out the input(), or do it after this.")
	}
	return Fail(code, expected, got+"\n"+match.Excerpt(t.Program.Screen.Text()))
}
