package trial

import (
	"fmt"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
)

// Shows waits until the program prints want, which was sent to it when it had
// printed the first mark bytes.
func (t *Trial) Shows(mark int, want string) Outcome {
	return t.ShowsWithin(t.Limit, mark, want)
}

// ShowsWithin is Shows with another time limit.
func (t *Trial) ShowsWithin(limit time.Duration, mark int, want string) Outcome {
	shown := func(text string) bool { return match.HasText(match.Since(text, mark), want) }
	if t.Program.Until(limit, shown) {
		return Pass()
	}
	return t.NotShown(mark, want)
}

// NotShown is the diagnosis when want is not on the screen.
func (t *Trial) NotShown(mark int, want string) Outcome {
	printed := match.Since(t.Program.Screen.Text(), mark)
	expected := fmt.Sprintf("the text %q on the screen", want)
	switch {
	case !t.Program.Running() && !t.Program.Success():
		o := t.Crash(expected)
		if o.Code == verdict.DecodeError && match.SaysUTF16.MatchString(o.Got) {
			o.Code, o.Why = verdict.WrongEncoding, decodedWrongly
		}
		return o
	case match.HasBytes(printed, []byte(want)):
		return Fail(verdict.BytesPrinted, expected, match.ExcerptAround(printed, match.Repr(want)))
	case match.Misdecoded(printed, want):
		return Fail(verdict.WrongEncoding, expected, match.Excerpt(printed)).Explained(decodedWrongly)
	case match.CannotDecode.MatchString(printed):
		return Fail(verdict.DecodeError, expected, match.Excerpt(printed))
	case match.ASCII(want) != want && strings.Contains(match.ASCII(printed), match.ASCII(want)):
		return Fail(verdict.WrongOutput, expected, match.Excerpt(printed)).
			Explained("The letters with accents are lost: decode('ascii', errors='ignore') leaves them out, 'replace' shows a sign in their place. Use data.decode('utf8').")
	}
	if n := match.CutAt(printed, want); n > 0 {
		return Fail(verdict.Truncated, expected, match.ExcerptAround(printed, want[:n]))
	}
	if match.IsRow(want) {
		if names := match.MissingOfRow(printed, want); len(names) < len(match.RowNames) {
			return Fail(verdict.MissingField, expected, match.Excerpt(printed)+"\nnot there: "+strings.Join(names, ", ")).
				Explained("Not all five values of the row are printed, or the position with fewer than four decimals. Print the whole message.")
		}
	}
	if match.LikeText(printed, want) {
		return Fail(verdict.WrongOutput, expected, match.Excerpt(printed))
	}
	t.Silent = true
	if !t.Program.Running() {
		return Fail(verdict.NoOutput, expected, "the program has ended\n"+match.Excerpt(printed))
	}
	if t.network != "" && t.Program.AtKeyboard() {
		return Fail(verdict.NoOutput, expected, "it waits for the keyboard\n"+match.Excerpt(printed)).
			Explained("The program waits until somebody types something, and meanwhile the message waits unread. Is there an input() in the loop?")
	}
	return NotPrinted(expected, printed)
}

// NotPrinted is the diagnosis when nothing that was received is in printed.
func NotPrinted(expected, printed string) Outcome {
	o := Fail(verdict.NoOutput, expected, match.Excerpt(printed))
	if match.SaysError.MatchString(printed) {
		return o.Explained("The program catches an error and prints it: what it says is the reason.")
	}
	return o
}

const decodedWrongly = "The bytes were decoded with another encoding than they were encoded with: data.decode('utf8'), for the sensors data.decode('ascii')."
