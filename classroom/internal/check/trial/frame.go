package trial

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// ShowsFrame waits until the program prints all values of f, which was sent to
// it when it had printed the first mark bytes.
func (t *Trial) ShowsFrame(mark int, f drone.Frame) Outcome {
	t.readHeading(mark)
	if t.Program.Until(t.Limit, func(text string) bool { return match.Shows(text, mark, f) }) {
		printed := match.Since(t.Program.Screen.Text(), mark)
		if line, label, other := match.Mislabelled(printed, f); line != "" {
			return Fail(verdict.FieldOrder, Described(f), match.Caret(line, strings.Index(line, label))+" this is the value of "+other)
		}
		if o := ShownOnce(printed, f); o.Result != verdict.Pass {
			return o
		}
		if match.HasOnlyTime(printed, f) {
			return PassBut("of the date only the time is shown")
		}
		return Pass()
	}
	e := t.Evidence(mark, "")
	if match.Shows(t.Program.Screen.Text(), mark, f) { // it has come in the meantime
		return t.TooSlow(Described(f))
	}
	o := FrameNotShown(e, f)
	if o.Code == verdict.NoOutput && strings.TrimSpace(e.Printed) == "" {
		t.Silent = true
	}
	return o
}

// readHeading reads what the program has printed at its start, of the first mark bytes.
func (t *Trial) readHeading(mark int) {
	const most = 4000 // bytes
	text := t.Program.Screen.Text()
	match.ReadHeading(text[:min(mark, most, len(text))])
}

// ShownOnce fails if printed shows the fields of f read in another way too, beside
// the right one.
func ShownOnce(printed string, f drone.Frame) Outcome {
	m := match.Beside(printed, f)
	if m == nil {
		return Pass()
	}
	return Fail(m.Code, "these values, and no others: "+Described(f), match.Excerpt(printed)+"\nthe right values are there, and others beside them: "+m.What).
		Explained("The frame is shown read in more than one way: who looks at it cannot know which values are meant. Print one reading.")
}

// Described shows the values of f as a program should show them, and says in which
// zone the date is.
func Described(f drone.Frame) string { return match.Describe(f) + "\n" + match.RanIn() }

// FrameNotShown is the diagnosis when f is not on the screen.
func FrameNotShown(e *Evidence, f drone.Frame) Outcome {
	return Diagnose(e, Described(f), frameRules(f))
}

// frameRules are for the frame f, which was sent to the program and is not on the
// screen.
func frameRules(f drone.Frame) []Rule {
	data := match.FrameBytes(f)
	all := slices.Concat(sizeRules, []Rule{
		{
			Code: verdict.DecodeError,
			When: func(e *Evidence) (string, bool) {
				text := e.Printed + e.Errors
				return match.LastLines(text, 2) + "\n" + match.Dump(data, match.FirstNonASCII(data)), match.CannotDecode.MatchString(text)
			},
		},
	})
	for _, code := range []verdict.Code{verdict.ByteOrder, verdict.FieldOrder, verdict.WrongOutput} {
		all = append(all, misdatedRule(code, f))
	}
	all = append(all, IfEnded(CrashRules(verdict.NoLoop))...)
	all = append(all, Rule{
		Code: verdict.FieldOrder,
		When: func(e *Evidence) (string, bool) {
			return match.Excerpt(e.Printed) + "\nthis is the order: " + strings.Join(match.Order(e.Printed, f), ", "), len(match.Missing(e.Printed, f)) == 0
		},
		Why: "The nine values are there, but not in the order of the frame, and without names: nobody can know which is which. Print them in the order in which struct.unpack gives them, or with a name before each.",
	})
	for _, code := range []verdict.Code{verdict.ByteOrder, verdict.FormatSize, verdict.FormatType, verdict.FieldOrder} {
		all = append(all, misreadRule(code, f))
	}
	all = append(all, Rule{
		Code: verdict.BytesPrinted,
		When: Printed(func(e *Evidence) bool { return match.HasBytes(e.Printed, data) }),
	})
	all = append(all, Rule{
		Code: verdict.DecodeError,
		When: Printed(func(e *Evidence) bool { return match.AsText(e.Printed, data) }),
		Why:  "The frame is decoded as text, but its bytes are numbers: struct.unpack reads them.",
	})
	for _, code := range []verdict.Code{verdict.ByteOrder, verdict.FormatType, verdict.WrongOutput} {
		all = append(all, changedRule(code, f))
	}
	return append(all,
		Rule{
			Code: verdict.MissingField,
			When: func(e *Evidence) (string, bool) { return someMissing(e.Printed, f) },
			Explain: func(e *Evidence) string {
				return "Not shown: " + strings.Join(match.Missing(e.Printed, f), ", ") + ". All nine fields must be printed, with their values as they are in the frame."
			},
		},
		Rule{
			Code: verdict.NoOutput,
			When: func(e *Evidence) (string, bool) {
				return "nothing more is printed", strings.TrimSpace(e.Printed) == ""
			},
		},
		ErrorPrinted,
		Rule{
			Code: verdict.WrongOutput,
			When: Printed(func(*Evidence) bool { return true }),
		},
	)
}

// sizeRules are for what struct.unpack says if it did not get the number of bytes
// that it needs.
var sizeRules = []Rule{
	{
		Code: verdict.Truncated,
		When: func(e *Evidence) (string, bool) {
			message, n := neededBytes(e)
			return message + "\nthe format is right, but what was received is shorter", n == drone.Size
		},
	},
	{
		Code: verdict.FormatType,
		When: func(e *Evidence) (string, bool) {
			message, n := neededBytes(e)
			return message + frameSize, n == 56
		},
		Why: "56 bytes is what \"diiiidddd\" takes: the last four fields are floats (f), not doubles (d).",
	},
	{
		Code: verdict.FormatType,
		When: func(e *Evidence) (string, bool) {
			message, n := neededBytes(e)
			return message + frameSize, n == 72
		},
		Why: "72 bytes are nine doubles: only the date is one (d); then come four ints (i) and four floats (f).",
	},
	{
		Code: verdict.FormatSize,
		When: func(e *Evidence) (string, bool) {
			message, _ := neededBytes(e)
			return message + frameSize, message != ""
		},
	},
}

var frameSize = fmt.Sprintf("\na frame has %d bytes", drone.Size)

// neededBytes returns what struct.unpack says about the number of bytes, and how
// many it needs, or "" and 0.
func neededBytes(e *Evidence) (message string, n int) {
	m := match.NeedsBytes.FindStringSubmatch(e.Printed + e.Errors)
	if m == nil {
		return "", 0
	}
	n, _ = strconv.Atoi(m[1] + m[2])
	return m[0], n
}

// misreadRule is for a frame that was read in a wrong way that has the code.
func misreadRule(code verdict.Code, f drone.Frame) Rule {
	return Rule{Code: code, When: func(e *Evidence) (string, bool) {
		m, n := match.Misread(e.Printed, f)
		if m == nil || m.Code != code {
			return "", false
		}
		reading := fmt.Sprintf("what Python's struct gives for %q: %s", m.Format, m.What)
		if !m.OneOrder() {
			reading = m.What
		}
		return fmt.Sprintf("%s\n%d of these numbers are %s\nthe bytes of the first field that is wrong:\n%s",
			match.Excerpt(e.Printed), n, reading, match.Dump(match.FrameBytes(f), match.FirstMissing(e.Printed, f))), true
	}}
}

// misdatedRule is for a program that ended because the number that it took for the
// date is none. The way in which it has read f explains that, and has the code.
func misdatedRule(code verdict.Code, f drone.Frame) Rule {
	return Rule{Code: code, When: func(e *Evidence) (string, bool) {
		m := match.Misdated(e.Errors, f)
		if !e.Ended || m == nil || m.Code != code {
			return "", false
		}
		return e.ended() + "\nthis comes of " + m.What, true
	}}
}

// changedRule is for fields that were changed, in a way that has the code, before they
// were shown.
func changedRule(code verdict.Code, f drone.Frame) Rule {
	return Rule{
		Code: code,
		When: func(e *Evidence) (string, bool) {
			c, names := match.Changed(e.Printed, f, time.Now())
			if c == nil || c.Code != code {
				return "", false
			}
			return match.Excerpt(e.Printed) + "\nthere with another value: " + strings.Join(names, ", "), true
		},
		Explain: func(e *Evidence) string {
			c, _ := match.Changed(e.Printed, f, time.Now())
			return c.Why
		},
	}
}

// someMissing reports whether some fields of f are shown and others are not, and
// says which are not. A single number may be there by chance, a date is not.
func someMissing(printed string, f drone.Frame) (got string, ok bool) {
	names := match.Missing(printed, f)
	return match.Excerpt(printed) + "\nnot there: " + strings.Join(names, ", "),
		len(names) < 8 || len(names) == 8 && names[0] != match.FieldNames[0]
}
