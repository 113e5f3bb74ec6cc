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
	if t.Program.Until(t.Limit, func(text string) bool { return len(match.Missing(match.Since(text, mark), f)) == 0 }) {
		printed := match.Since(t.Program.Screen.Text(), mark)
		if line, label, other := match.Mislabelled(printed, f); line != "" {
			return Fail(verdict.FieldOrder, match.Describe(f), match.Caret(line, strings.Index(line, label))+" this is the value of "+other)
		}
		if match.HasDate(printed, match.Numbers(printed), f.Date) == match.OnlyTime {
			return PassBut("of the date only the time is shown")
		}
		return Pass()
	}
	e := t.Evidence(mark, "")
	o := FrameNotShown(e, f)
	if o.Code == verdict.NoOutput && strings.TrimSpace(e.Printed) == "" {
		t.Silent = true
	}
	return o
}

// FrameNotShown is the diagnosis when f is not on the screen.
func FrameNotShown(e *Evidence, f drone.Frame) Outcome {
	return Diagnose(e, match.Describe(f), frameRules(f))
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
	}, IfEnded(CrashRules(verdict.NoLoop)))
	for _, code := range []verdict.Code{verdict.ByteOrder, verdict.FormatSize, verdict.FormatType, verdict.FieldOrder} {
		all = append(all, misreadRule(code, f))
	}
	return append(all,
		Rule{
			Code: verdict.BytesPrinted,
			When: Printed(func(e *Evidence) bool { return match.HasBytes(e.Printed, data) }),
		},
		Rule{
			Code: verdict.WrongOutput,
			When: func(e *Evidence) (string, bool) {
				got, ok := someMissing(e.Printed, f)
				return got, ok && match.Changed(e.Printed, f, time.Now()) != ""
			},
			Explain: func(e *Evidence) string { return match.Changed(e.Printed, f, time.Now()) },
		},
		Rule{
			Code: verdict.MissingField,
			When: func(e *Evidence) (string, bool) { return someMissing(e.Printed, f) },
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
		return fmt.Sprintf("%s\n%d of these numbers are what Python's struct gives for %q: %s\nthe bytes of the first field that is wrong:\n%s",
			match.Excerpt(e.Printed), n, m.Format, m.What, match.Dump(match.FrameBytes(f), match.FirstMissing(e.Printed, f))), true
	}}
}

// someMissing reports whether some fields of f are shown and others are not, and
// says which are not. A single number may be there by chance, a date is not.
func someMissing(printed string, f drone.Frame) (got string, ok bool) {
	names := match.Missing(printed, f)
	return match.Excerpt(printed) + "\nnot there: " + strings.Join(names, ", "),
		len(names) < 8 || len(names) == 8 && names[0] != match.FieldNames[0]
}
