package check

import (
	"strings"
	"time"
)

var untilEndStep = step{
	name: "5.3.1", title: "shows what is typed, until \"end\"", section: "5.3.1",
	signs: Signs{
		Must: "INPUT !SOCKET !UDP !TCP",
		Like: "5.3.1 until end loop annex INPUT END",
	},
	checks: func() []check {
		typed := func(t *trial, text string) outcome {
			mark := len(t.p.screen.text())
			t.p.say(text)
			return t.shows(mark, text)
		}
		return []check{
			{name: "shows what is typed", level: Required, gate: true, run: func(t *trial) outcome {
				if err := t.start(); err != nil {
					return notTried("%v", err)
				}
				return t.first(words(t.random, 2))
			}},
			{name: "goes on with the next lines, also with one that holds \"end\"", level: Required, gate: true, run: func(t *trial) outcome {
				for i, text := range []string{words(t.random, 1), "weekend " + words(t.random, 1), "the end of " + words(t.random, 1)} {
					o := typed(t, text)
					if o.result == Pass {
						continue
					}
					o = afterSome(o, 1+i)
					if !t.p.running() && t.p.success() {
						o.code = noLoop
						if strings.Contains(text, "end") {
							return fail(noEnd, o.expected, "the program has ended at a line that only holds the word\n"+excerpt(t.p.screen.text()))
						}
					}
					return o
				}
				return pass()
			}},
			{name: "ends at \"end\"", level: Required, run: func(t *trial) outcome {
				t.p.say("end")
				if !t.p.ends(t.limit) {
					return fail(noEnd, "the program ends", "it still runs\n"+excerpt(t.p.screen.text()))
				}
				if !t.p.success() {
					return t.crash("the program ends without an error")
				}
				return pass()
			}},
			{name: "ends at ctrl-c", level: Required, run: func(t *trial) outcome {
				if err := t.start(); err != nil {
					return notTried("%v", err)
				}
				if o := t.first(words(t.random, 1)); o.result != Pass {
					return notTried("it does not show the first line any more")
				}
				return t.endsAtCtrlC()
			}},
			{name: "shows accents", level: Beyond, run: func(t *trial) outcome {
				if err := t.start(); err != nil {
					return notTried("%v", err)
				}
				return t.first("É et Ç " + words(t.random, 1))
			}},
			{name: "ends at the end of the input (ctrl-d)", level: Beyond, run: func(t *trial) outcome {
				if !t.p.running() {
					return notTried("the program has ended already")
				}
				t.p.endInput()
				if !t.p.ends(t.limit) {
					return fail(noEnd, "the program ends", "it still runs\n"+excerpt(t.p.screen.text())).
						explained("At the end of the input, input() raises EOFError, and a read of a shell fails: leave the loop then.")
				}
				if !t.p.success() {
					return t.crash("the program ends without an error").
						explained("At the end of the input, input() raises EOFError: catch it.")
				}
				return pass()
			}},
		}
	},
}

// first types text as the first line, once the program has started, and waits
// until the program shows it.
func (t *trial) first(text string) outcome {
	if t.limitToStart() == compileLimit {
		idler := t.idler()
		for end := within(compileLimit); t.p.running() && !end.over() && !t.p.atKeyboard() && !idler.stuck(); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	t.p.say(text)
	return wholeLine(t.shows(0, text))
}

// wholeLine adds an explanation to o if the program may have read its input word
// by word, and not line by line.
func wholeLine(o outcome) outcome {
	switch o.code {
	case truncated, wrongOutput:
		return o.explained("Print the whole line, as it is. Some functions read one word of it only: in Java next (nextLine reads the line), in C scanf with %s (fgets does).")
	case noOutput:
		if o.why == "" {
			return o.explained("A line was typed, and nothing of it is printed. Is it read (input), and is there a print after that?")
		}
	}
	return o
}
