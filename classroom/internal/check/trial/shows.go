package trial

import (
	"fmt"
	"slices"
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
	e := t.Evidence(mark, want)
	if match.HasText(e.Printed, want) { // it has come in the meantime
		return t.TooSlow(fmt.Sprintf("the text %q on the screen", want))
	}
	o := TextNotShown(e)
	if o.Code == verdict.NoOutput {
		t.Silent = true
	}
	return o
}

// TextNotShown is the diagnosis when the text that e wants is not on the screen.
func TextNotShown(e *Evidence) Outcome {
	return Diagnose(e, fmt.Sprintf("the text %q on the screen", e.Want), notShownRules)
}

// notShownRules are for a text that was sent to the program, and is not on the
// screen.
var notShownRules = slices.Concat(
	IfFailed(slices.Concat([]Rule{
		{
			Code: verdict.WrongEncoding,
			When: func(e *Evidence) (string, bool) {
				return e.ended(), match.CannotDecode.MatchString(e.Errors) && match.SaysUTF16.MatchString(e.ended())
			},
			Why: decodedWrongly,
		},
	}, CrashRules(verdict.NoLoop))),
	[]Rule{
		{
			Code: verdict.BytesPrinted,
			When: func(e *Evidence) (string, bool) {
				return match.ExcerptAround(e.Printed, match.Repr(e.Want)), match.HasBytes(e.Printed, []byte(e.Want))
			},
		},
		{
			Code: verdict.WrongEncoding,
			When: Printed(func(e *Evidence) bool {
				return match.Misdecoded(e.Printed, e.Want) || match.WithZeros(e.Printed, e.Want)
			}),
			Why: decodedWrongly,
		},
		{
			Code: verdict.DecodeError,
			When: Printed(func(e *Evidence) bool { return match.CannotDecode.MatchString(e.Printed) }),
		},
		{
			Code: verdict.WrongOutput,
			When: Printed(func(e *Evidence) bool {
				return match.ASCII(e.Want) != e.Want && strings.Contains(match.ASCII(e.Printed), match.ASCII(e.Want))
			}),
			Why: "The letters with accents are lost: decode('ascii', errors='ignore') leaves them out, 'replace' shows a sign in their place. Use data.decode('utf8').",
		},
		{
			Code: verdict.WrongOutput,
			When: Printed(func(e *Evidence) bool { return match.Spaced(e.Printed, e.Want) }),
			Why:  "The characters are printed one by one, with something between them. Print the text at once: print(text), not print(*text) or a loop.",
		},
		{
			Code:    verdict.WrongOutput,
			When:    Printed(func(e *Evidence) bool { return match.IsRow(e.Want) && match.TimeInUTC(e.Printed, e.Want) }),
			Explain: func(*Evidence) string { return match.UTCAsLocal() },
		},
		{
			Code: verdict.Truncated,
			When: func(e *Evidence) (string, bool) {
				n := match.CutAt(e.Printed, e.Want)
				return match.ExcerptAround(e.Printed, e.Want[:n]), n > 0
			},
		},
		{
			Code: verdict.MissingField,
			When: func(e *Evidence) (string, bool) {
				if !match.IsRow(e.Want) {
					return "", false
				}
				names := match.MissingOfRow(e.Printed, e.Want)
				return match.Excerpt(e.Printed) + "\nnot there: " + strings.Join(names, ", "), len(names) < len(match.RowNames)
			},
			Why: "Not all five values of the row are printed, or the position with fewer than four decimals. Print the whole message.",
		},
		{
			Code: verdict.WrongOutput,
			When: Printed(func(e *Evidence) bool { return match.LikeText(e.Printed, e.Want) }),
		},
		{
			Code: verdict.NoOutput,
			When: func(e *Evidence) (string, bool) {
				return "the program has ended\n" + match.Excerpt(e.Printed), e.Ended
			},
		},
		{
			Code: verdict.NoOutput,
			When: func(e *Evidence) (string, bool) {
				return "it waits for the keyboard\n" + match.Excerpt(e.Printed), e.Network != "" && e.AtKeyboard
			},
			Why: "The program waits until somebody types something, and meanwhile the message waits unread. Is there an input() in the loop?",
		},
		ErrorPrinted,
		{
			Code: verdict.NoOutput,
			When: Printed(func(*Evidence) bool { return true }),
		},
	},
)

// ErrorPrinted is for a program that catches an error and goes on.
var ErrorPrinted = Rule{
	Code: verdict.NoOutput,
	When: Printed(func(e *Evidence) bool { return match.SaysError.MatchString(e.Printed) }),
	Why:  "The program catches an error and prints it: what it says is the reason.",
}

// Printed returns a condition. What came is what the program has printed last.
func Printed(is func(*Evidence) bool) func(*Evidence) (string, bool) {
	return func(e *Evidence) (string, bool) { return match.Excerpt(e.Printed), is(e) }
}

const decodedWrongly = "The bytes were decoded with another encoding than they were encoded with: data.decode('utf8'), for the sensors data.decode('ascii')."

// OldRest explains why a text is shown, or sent, with the rest of a longer one.
const OldRest = "After a short message the rest of a longer one before it is there too: the buffer still holds it. Take only as many bytes as have come: what recv or recvfrom returns, in Java what read returns or packet.getLength()."

// NoRest checks that printed shows short alone, which has come after long.
func NoRest(printed, short, long string) Outcome {
	if match.WithRest(printed, short, long) {
		return Fail(verdict.WrongOutput, fmt.Sprintf("%q, and no more, after %q", short, long), match.ExcerptAround(printed, short)).Explained(OldRest)
	}
	return Pass()
}
