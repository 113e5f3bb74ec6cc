package steps

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"in43.example/classroom/internal/check/match"
	"in43.example/classroom/internal/check/trial"
	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// frameRules are for the frame f, which was sent to the program and is not on the
// screen.
func frameRules(f drone.Frame) []trial.Rule {
	data := match.FrameBytes(f)
	all := slices.Concat(sizeRules, []trial.Rule{
		{
			Code: verdict.DecodeError,
			When: func(e *trial.Evidence) (string, bool) {
				text := e.Printed + e.Errors
				return match.LastLines(text, 2) + "\n" + match.Dump(data, match.FirstNonASCII(data)), match.CannotDecode.MatchString(text)
			},
		},
	}, trial.IfEnded(trial.CrashRules(verdict.NoLoop)))
	for _, code := range []verdict.Code{verdict.ByteOrder, verdict.FormatSize, verdict.FormatType, verdict.FieldOrder} {
		all = append(all, misreadRule(code, f))
	}
	return append(all,
		trial.Rule{
			Code: verdict.BytesPrinted,
			When: trial.Printed(func(e *trial.Evidence) bool { return match.HasBytes(e.Printed, data) }),
		},
		trial.Rule{
			Code: verdict.WrongOutput,
			When: func(e *trial.Evidence) (string, bool) {
				got, ok := someMissing(e.Printed, f)
				return got, ok && match.Changed(e.Printed, f, time.Now()) != ""
			},
			Explain: func(e *trial.Evidence) string { return match.Changed(e.Printed, f, time.Now()) },
		},
		trial.Rule{
			Code: verdict.MissingField,
			When: func(e *trial.Evidence) (string, bool) { return someMissing(e.Printed, f) },
		},
		trial.Rule{
			Code: verdict.NoOutput,
			When: func(e *trial.Evidence) (string, bool) {
				return "nothing more is printed", strings.TrimSpace(e.Printed) == ""
			},
		},
		trial.ErrorPrinted,
		trial.Rule{
			Code: verdict.WrongOutput,
			When: trial.Printed(func(*trial.Evidence) bool { return true }),
		},
	)
}

// sizeRules are for what struct.unpack says if it did not get the number of bytes
// that it needs.
var sizeRules = []trial.Rule{
	{
		Code: verdict.Truncated,
		When: func(e *trial.Evidence) (string, bool) {
			message, n := neededBytes(e)
			return message + "\nthe format is right, but what was received is shorter", n == drone.Size
		},
	},
	{
		Code: verdict.FormatType,
		When: func(e *trial.Evidence) (string, bool) {
			message, n := neededBytes(e)
			return message + frameSize, n == 56
		},
		Why: "56 bytes is what \"diiiidddd\" takes: the last four fields are floats (f), not doubles (d).",
	},
	{
		Code: verdict.FormatType,
		When: func(e *trial.Evidence) (string, bool) {
			message, n := neededBytes(e)
			return message + frameSize, n == 72
		},
		Why: "72 bytes are nine doubles: only the date is one (d); then come four ints (i) and four floats (f).",
	},
	{
		Code: verdict.FormatSize,
		When: func(e *trial.Evidence) (string, bool) {
			message, _ := neededBytes(e)
			return message + frameSize, message != ""
		},
	},
}

var frameSize = fmt.Sprintf("\na frame has %d bytes", drone.Size)

// neededBytes returns what struct.unpack says about the number of bytes, and how
// many it needs, or "" and 0.
func neededBytes(e *trial.Evidence) (message string, n int) {
	m := match.NeedsBytes.FindStringSubmatch(e.Printed + e.Errors)
	if m == nil {
		return "", 0
	}
	n, _ = strconv.Atoi(m[1] + m[2])
	return m[0], n
}

// misreadRule is for a frame that was read in a wrong way that has the code.
func misreadRule(code verdict.Code, f drone.Frame) trial.Rule {
	return trial.Rule{Code: code, When: func(e *trial.Evidence) (string, bool) {
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
