package match

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"in43.example/classroom/internal/check/verdict"
	"in43.example/pkg/drone"
)

// Shows reports whether the text on the screen after the first mark bytes shows f:
// all its values, either in the order of the frame or named.
func Shows(screen string, mark int, f drone.Frame) bool {
	p := newPrinted(Since(screen, mark))
	if len(p.missing(f)) > 0 {
		return false
	}
	first, last := p.places(f)
	return p.inOrder(f) || p.named(first) || p.named(last) || headed(screen, first)
}

// inOrder reports whether the values of f stand in p in the order of the frame. The
// date may stand anywhere.
func (p *printed) inOrder(f drone.Frame) bool {
	rest := values(f)[1:]
	for i := range p.all {
		if len(rest) > 0 && p.all[i].is(rest[0]) {
			rest = rest[1:]
		}
	}
	return len(rest) == 0
}

// A place says which field a number on the screen shows.
type place struct{ number, field int }

// places returns where the values of f after the date are in p, from left to right:
// the first and the last time that each is there.
func (p *printed) places(f drone.Frame) (first, last []place) {
	for field, v := range values(f) {
		if from, to := p.find(v); field > 0 && from >= 0 {
			first = append(first, place{from, field})
			last = append(last, place{to, field})
		}
	}
	byNumber := func(a, b place) int { return a.number - b.number }
	slices.SortFunc(first, byNumber)
	slices.SortFunc(last, byNumber)
	return first, last
}

// named reports whether the values at those places are named as far as they are not
// in the order of the frame: where an earlier field follows a later one, a word
// stands before it, each time another word.
func (p *printed) named(found []place) bool {
	seen := map[string]bool{}
	for i := 1; i < len(found); i++ {
		if found[i].field > found[i-1].field {
			continue
		}
		name := nameIn(p.text[p.all[found[i-1].number].end:max(p.all[found[i-1].number].end, p.all[found[i].number].at)])
		if name == "" || seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// nameIn returns what may be a name in the text between two numbers: letters, a
// percent sign, pictures.
func nameIn(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || r == '%' || r > '\u2600' && unicode.Is(unicode.So, r) {
			return r
		}
		return -1
	}, text)
}

// headed reports whether a line on the screen has the names of the fields in the
// order in which their values were found.
func headed(screen string, found []place) bool {
	var order []int
	for _, p := range found {
		order = append(order, p.field)
	}
	for line := range strings.Lines(screen) {
		var heads []int
		for _, name := range label.FindAllString(line, 2*len(FieldNames)) {
			if field := fieldOf(name); field > 0 {
				heads = append(heads, field)
			}
		}
		if slices.Equal(heads, order) {
			return true
		}
	}
	return false
}

// Order returns the names of the fields of f after the date in the order in which
// text shows them.
func Order(text string, f drone.Frame) []string {
	var names []string
	first, _ := newPrinted(text).places(f)
	for _, p := range first {
		names = append(names, FieldNames[p.field])
	}
	return names
}

// The labels that are recognised, and the fields that they name.
var (
	labels = map[string]string{"tangage": "pitch", "roulis": "roll", "lacet": "yaw", "batterie": "battery", "barometre": "barometer", "baromètre": "barometer"}
	label  = regexp.MustCompile(`(?i)\b(date|pitch|roll|yaw|battery|barometer|agx|agy|agz|tangage|roulis|lacet|batterie|barom[eè]tre)\b`)
	// labelled is what may stand between a label and its value.
	labelled = regexp.MustCompile(`^["']?\s*[:=,]?\s*([-+]?[0-9])`)
)

// fieldOf returns the index of the field that is named by what label matches.
func fieldOf(name string) int {
	name = strings.ToLower(name)
	if english, ok := labels[name]; ok {
		name = english
	}
	return max(0, slices.Index(FieldNames, name))
}

// Beside returns the misreading of which text shows values, as well as those of f,
// or nil: the frame is shown read in several ways. It must be at least three fields,
// and numbers that do not come about by chance.
func Beside(text string, f drone.Frame) *Misreading {
	p := newPrinted(text)
	right := values(f)
	var found [][]float64 // what is there of each misreading
	best := 0
	for i := range misreadings {
		found = append(found, slices.DeleteFunc(misreadings[i].read(FrameBytes(f)), func(v float64) bool {
			strange := math.Abs(v) >= 1<<20 || v != 0 && math.Abs(v) < 1e-6
			return !strange || slices.ContainsFunc(right, func(r float64) bool { return math.Abs(v-r) < 1 }) || !p.showsChanged(v, right)
		}))
		if len(found[i]) > len(found[best]) {
			best = i
		}
	}
	const enough = 3
	if len(found[best]) < enough {
		return nil
	}
	for _, values := range found {
		rest := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return slices.Contains(found[best], v) })
		if len(rest) >= enough {
			return &Misreading{verdict.FormatType, "", "the same bytes read as several types"}
		}
	}
	return &misreadings[best]
}
