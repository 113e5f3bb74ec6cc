package annex

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
)

// UntilEnd is the step of worksheet 5.3.1.
var UntilEnd = trial.Step{
	Name: "5.3.1", Title: "shows what is typed, until \"end\"", Section: "5.3.1",
	Signs: source.Signs{
		Must: "INPUT !SOCKET !UDP !TCP",
		Like: "5.3.1 until end loop annex INPUT END",
	},
	Checks: func() []trial.Check {
		typed := func(t *trial.Trial, text string) trial.Outcome {
			mark := len(t.Program.Screen.Text())
			t.Program.Say(text)
			o := t.Shows(mark, text)
			if o.Code != verdict.NoOutput {
				return o
			}
			return t.OrLate(o, func(limit time.Duration) bool { return t.ShowsWithin(limit, mark, text).Result == verdict.Pass })
		}
		return []trial.Check{
			{Name: "shows what is typed", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				if err := t.Start(); err != nil {
					return trial.NotTried("%v", err)
				}
				return first(t, match.Words(t.Random, 2))
			}},
			{Name: "goes on with the next lines, also with one that holds \"end\"", Level: verdict.Required, Gate: true, Run: func(t *trial.Trial) trial.Outcome {
				same := match.Words(t.Random, 1)
				lines := []string{same, same, "weekend " + match.Words(t.Random, 1), "the end of " + match.Words(t.Random, 1)}
				for range 30 {
					lines = append(lines, match.Words(t.Random, 1))
				}
				for i, text := range lines {
					o := typed(t, text)
					if o.Result == verdict.Pass {
						continue
					}
					ended := !t.Program.Running() && t.Program.Success()
					if ended && strings.Contains(text, "end") {
						return trial.Fail(verdict.NoEnd, o.Expected, "the program has ended at a line that has the word among others\n"+match.Excerpt(t.Program.Screen.Text()))
					}
					if i == 1 && t.Program.Running() && typed(t, match.Words(t.Random, 1)).Result == verdict.Pass {
						return trial.Fail(verdict.NoOutput, o.Expected, "a line that is typed a second time is not shown, another one is\n"+match.Excerpt(t.Program.Screen.Text())).
							Explained("A user may type the same line twice. Show every line.")
					}
					if o = o.AfterShowing(1 + i); ended {
						o.Code = verdict.NoLoop
						if i > 0 {
							o.Why = fmt.Sprintf("The program ends by itself after %d lines. Only \"end\" ends the loop: while, not for.", 1+i)
						}
					}
					return o
				}
				return trial.Pass()
			}},
			{Name: "ends at \"end\"", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				t.Program.Say("end")
				if !t.Program.Ends(t.Limit) {
					o := trial.Fail(verdict.NoEnd, "the program ends", "it still runs\n"+match.Excerpt(t.Program.Screen.Text()))
					if !t.Program.HasTerminal() {
						t.Program.EndInput()
						if t.Program.Ends(trial.QuietLimit) && t.Program.Success() {
							return trial.Unseen("it ends only when its input is closed, as some programs do that have left their loop; on this system the checker has no terminal for it")
						}
					}
					return o
				}
				if !t.Program.Success() {
					return t.Crash("the program ends without an error")
				}
				return trial.Pass()
			}},
			{Name: "ends at ctrl-c", Level: verdict.Required, Run: func(t *trial.Trial) trial.Outcome {
				if err := t.Start(); err != nil {
					return trial.NotTried("%v", err)
				}
				if o := first(t, match.Words(t.Random, 1)); o.Result != verdict.Pass {
					return trial.NotTried("it does not show the first line any more")
				}
				return t.EndsAtCtrlC()
			}},
			{Name: "shows accents", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				if err := t.Start(); err != nil {
					return trial.NotTried("%v", err)
				}
				return first(t, "É et Ç "+match.Words(t.Random, 1))
			}},
			{Name: "ends at the end of the input (ctrl-d)", Level: verdict.Beyond, Run: func(t *trial.Trial) trial.Outcome {
				if !t.Program.Running() {
					return trial.NotTried("the program has ended already")
				}
				t.Program.EndInput()
				if !t.Program.Ends(t.Limit) {
					return trial.Fail(verdict.NoEnd, "the program ends", "it still runs\n"+match.Excerpt(t.Program.Screen.Text())).
						Explained("At the end of the input, input() raises EOFError, and a read of a shell fails: leave the loop then.")
				}
				if !t.Program.Success() {
					return t.Crash("the program ends without an error").
						Explained("At the end of the input, input() raises EOFError: catch it.")
				}
				return trial.Pass()
			}},
		}
	},
}

// first types text as the first line, once the program has started, and waits
// until the program shows it.
func first(t *trial.Trial, text string) trial.Outcome {
	if t.LimitToStart() == trial.CompileLimit {
		for wait := t.WaitForStart(); t.Program.Running() && !wait.Over() && !t.Program.AtKeyboard(); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	t.Program.Say(text)
	o := t.Shows(0, text)
	switch {
	case o.Code == verdict.Truncated, o.Code == verdict.WrongOutput:
		return o.Explained("Print the whole line, as it is. Some functions read one word of it only: in Java next (nextLine reads the line), in C scanf with %s (fgets does).")
	case o.Code == verdict.Crashed && noValue.MatchString(o.Got):
		return o.Explained(fmt.Sprintf("The loop compares %[1]s before it has a value. Give it one before the loop: %[1]s = ''.", noValue.FindStringSubmatch(o.Got)[1]))
	case o.Code == verdict.NoOutput && t.Program.Running() && atEnd(t, text):
		return trial.Fail(verdict.Buffered, o.Expected, "nothing, until \"end\" is typed; then it is there").
			Explained("Print each line in the loop, as soon as it was read.")
	case o.Code == verdict.NoOutput && o.Why == "":
		return o.Explained("A line was typed, and nothing of it is printed. Is it read (input), and is there a print after that?")
	}
	return o
}

// noValue matches the end of a traceback of Python in which the condition of a loop
// has a variable without a value.
var noValue = regexp.MustCompile(`\bwhile .*\n(?:NameError|UnboundLocalError): .*?'(\w+)'`)

// atEnd types "end" and reports whether text is shown then.
func atEnd(t *trial.Trial, text string) bool {
	t.Program.Say("end")
	return t.Program.Until(trial.QuietLimit, func(printed string) bool { return match.HasText(printed, text) })
}
