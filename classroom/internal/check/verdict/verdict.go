// Package verdict has what a check can find: pass, fail or not tried, and for a
// failure one of the diagnoses.
package verdict

// A Result is what a check has found.
type Result string

const (
	Pass     Result = "pass"
	Fail     Result = "fail"
	NotTried Result = "not tried"
)

// A Level says who asks for what is checked.
type Level string

const (
	Required Level = "required" // the worksheet: it decides the verdict
	Beyond   Level = "bonus"    // nobody, but a careful program does it
)

// A Finding is the result of one check. A report is a list of them.
type Finding struct {
	Check   string `json:"check"` // what is checked, as a sentence about the program
	Level   Level  `json:"level"`
	Result  Result `json:"result"`
	Remark  string `json:"remark,omitempty"`  // of a pass: what is still worth knowing
	Because string `json:"because,omitempty"` // of a check that was not tried

	// Of a FAIL.
	Code     Code   `json:"code,omitempty"`
	Expected string `json:"expected,omitempty"`
	Got      string `json:"got,omitempty"` // may have several lines
	Why      string `json:"why,omitempty"` // why that usually happens
	Section  string `json:"section,omitempty"`
}

// A Verdict is what the findings say together.
type Verdict string

const (
	Passed    Verdict = "pass"            // every required check has passed
	Failed    Verdict = "fail"            // a required check has failed
	Unchecked Verdict = "could not check" // a required check was not tried, for no fault of the program
	Missing   Verdict = "missing"         // there is no program for the step
)

// Conclude returns what findings say together.
func Conclude(findings []Finding) Verdict {
	v := Unchecked // a report without a required check is no pass
	for _, f := range findings {
		switch {
		case f.Level != Required:
		case f.Result == Fail:
			return Failed
		case f.Result == Pass:
			v = Passed
		}
	}
	if FirstUntried(findings) != nil {
		return Unchecked
	}
	return v
}

// FirstUntried returns the first of findings that is required and was not tried, or
// nil.
func FirstUntried(findings []Finding) *Finding {
	for i, f := range findings {
		if f.Level == Required && f.Result == NotTried {
			return &findings[i]
		}
	}
	return nil
}
