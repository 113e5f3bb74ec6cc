package check

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Signs says by which signs the program of a step is found. Signs in small
// letters and numbers of steps are looked for in the name of the file, signs in
// capitals and ports in its text. The step with the most points is taken.
type Signs struct {
	Step string
	// Must holds conditions that must all be true: a|b means a or b, ! means not.
	Must string
	// Like holds signs. Each one that is found adds its points or, with "-",
	// subtracts them.
	Like string
}

// Conditions for Must.
const (
	Listener = "UDP|SOCKET UDP|!TCP RECEIVE|!SEND"
	Server   = "TCP|SOCKET TCP|!UDP LISTEN|BIND|!CONNECT"
	Client   = "TCP|SOCKET TCP|!UDP CONNECT|!LISTEN CONNECT|!BIND !HTTP"
)

const (
	minPoints    = 3 // with fewer, the program belongs to no step
	numberPoints = 9 // for the number of the step in the name
)

// nameSigns are the signs in names and how they are written, with or without an
// s at the end. Several may be written as one word. In the name of a folder a
// sign has at most 1 point.
var nameSigns = []struct {
	sign      string
	points    int
	spellings string
}{
	{"tcp", 1, `tcp`}, {"remote", 1, `remote`}, {"micro", 1, `micro`}, {"", 0, `udp|mini|simple|echo`},
	{"server", 3, `server|serveur|serv|srv`}, {"client", 3, `client|cli|clt`},
	{"receiver", 3, `receiver|reciever|receive|recepteur|reception|recv`},
	{"sender", 3, `sender|send|emetteur|emission|envoi|envoyeur|envoyer`},
	{"listener", 1, `listener|ecouteur|ecoute`}, {"sensor", 3, `sensor|capteur`}, {"drone", 3, `drone`},
	{"select", 3, `select|selecteur`}, {"both", 3, `both|deux`},
	{"chat", 3, `chat|tchat|discussion|messagerie`}, {"http", 3, `http`}, {"web", 3, `web|html|navigateur|browser`},
	{"until", 3, `until|jusqua`}, {"end", 3, `end|fin`}, {"loop", 3, `loop|boucle`}, {"annex", 3, `annexe?`},
	{"ex1", 1, exercise + `1`}, {"ex2", 1, exercise + `2`}, {"ex3", 1, exercise + `3`}, {"ex4", 1, exercise + `4`},
	{"leftover", 2, `copy|copie|old|ancien|ancienne|test|essai|backup|bak|sauvegarde|brouillon|draft|tmp|exemple|example`}, // subtracted, for every step
}

const exercise = `(?:ex|exo|exercice|exercise|question|partie|part|etape) `

// fileSigns are the signs in the text of a file, in lower case and without
// comments. All regular expressions of a sign must match.
var fileSigns = []struct {
	sign   string
	points int
	all    []string
}{
	{"SOCKET", 1, []string{`socket|asyncio|\b(nc|ncat|netcat|socat)\b`}},
	{"UDP", 1, []string{`dgram|datagram|udp(socket|server)|["']udp[46]?["']|(listen|dial)udp|/dev/udp|\bnc\b.* -\w*u`}},
	{"TCP", 1, []string{`sock_stream|\bsocket\(\s*((socket\.)?af_inet)?\s*\)|create_(connection|server)|start_server|open_connection|tcp(socket|server)|` +
		`["']tcp[46]?["']|(listen|dial)tcp|/dev/tcp|["'](node:)?(net|http)["']|net/http|http\.server|new (net\.)?(server)?socket\(`}},
	{"BIND", 1, []string{`\bbind\b|local_?(addr|port)|listenudp|listenpacket|new datagramsocket\(\s*\w|udpserver`}},
	{"LISTEN", 1, []string{`\blisten\w*\(|\blisten\s*=>|[.>]accept\b|new serversocket\(|create_?server|start_server|(tcp|http)server\b|\bnc\b.* -\w*l`}},
	{"CONNECT", 1, []string{`\bconnect(_ex)?\(|create_?connection|open_connection|\bdial\w*\(|/dev/tcp|new socket\(\s*[^)\s]|tcpsocket\.|peeraddr`}},
	{"SEND", 1, []string{`\bsend(to|all|msg)?\b|\bwrite\w*\(|/dev/udp`}},
	{"RECEIVE", 1, []string{`\brecv|\breceive\(|readfrom|\.read\([a-z]|on\(\s*["']message|datagram_received|udpserver`}},
	{"UNPACK", 3, []string{`unpack|readdouble|getdouble|float64frombits|binary\.read`}},
	{"SELECT", 2, []string{`\bselect\b|selectors`}},
	{"HTTP", 3, []string{`http/1|text/html|<html|net/http|http\.server|["'](node:)?http["']`}},
	{"INPUT", 2, []string{typing}},
	{"CHAT", 3, []string{typing, `\bwhile\b|\bfor\s*\(|\bfor\b.*\{|\bfor\s+\w+ in\b|\bloop\b|readline`}},
	{"END", 1, []string{`["']end["']|=\s*end\b`}},
	{"50005", 1, []string{`\b50005\b`}}, {"55000", 1, []string{`\b55000\b`}},
	{"52001", 4, []string{`\b52001\b`}}, {"52002", 4, []string{`\b52002\b`}}, {"BOTH", 8, []string{`\b52001\b`, `\b52002\b`}},
}

const typing = `\binput\(|stdin|system\.in\b|fmt\.scan|\bgets\b|(^|[;&=]|\bwhile|\bdo)\s*read\s[^<\n]*$`

// runs has the command for each file extension; the file name is added to it.
var runs = map[string][]string{
	".py":   {"python3"},
	".js":   {"node"},
	".go":   {"go", "run"},
	".java": {"java"}, // compiles it too, since Java 11
	".sh":   {"bash"},
	".rb":   {"ruby"},
	".pl":   {"perl"},
}

// A Found is the program that was found for a step.
type Found struct {
	Step    string
	Command []string // nil if there is none
}

// findIn looks in dir and its subfolders for the program of each of steps. It
// returns a Found for each of them, in their order, and the rest: the programs that
// were not taken for any step, as paths relative to dir. A program is taken for one
// step only. If several suit a step, the best one is taken.
func findIn(dir string, steps []Signs) (found []Found, rest []string, err error) {
	type program struct {
		rel, step    string
		points, deep int
	}
	var programs []program
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		switch {
		case err != nil || rel == ".":
			return err
		case d.IsDir() && isForeign(path):
			return filepath.SkipDir
		case !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") || command(path) == nil:
			return nil
		}
		text, _ := os.ReadFile(path) // a file that cannot be read suits no step
		if isProgram(path, string(text)) {
			step, points := stepOf(steps, filepath.ToSlash(rel), string(text))
			deep := strings.Count(filepath.ToSlash(rel), "/")
			programs = append(programs, program{rel, step, points - deep, deep})
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(programs, func(a, b program) int { // the best one first
		return cmp.Or(b.points-a.points, a.deep-b.deep, strings.Compare(strings.ToLower(a.rel), strings.ToLower(b.rel)))
	})
	best := map[string]string{}
	for _, p := range programs {
		if p.step == "" || best[p.step] != "" {
			rest = append(rest, p.rel)
		} else {
			best[p.step] = p.rel
		}
	}
	slices.Sort(rest)
	for _, s := range steps {
		f := Found{Step: s.Step}
		if rel := best[s.Step]; rel != "" {
			f.Command = command(filepath.Join(dir, rel))
		}
		found = append(found, f)
	}
	return found, rest, nil
}

// command returns the command that runs a file, or nil if there is none.
func command(file string) []string {
	run := runs[strings.ToLower(filepath.Ext(file))]
	if run == nil {
		return nil
	}
	return append(slices.Clone(run), file)
}

// isForeign reports whether a folder contains files that the student has not
// written.
func isForeign(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "pyvenv.cfg"))
	name := filepath.Base(dir)
	return err == nil || strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "__pycache__", "__MACOSX", "venv"}, name)
}

var mains = map[string]*regexp.Regexp{
	".go":   regexp.MustCompile(`(?m)^func main\(\)`),
	".java": regexp.MustCompile(`\bvoid\s+main\s*\(`),
}

// isProgram reports whether a file can be run alone: in Go and Java it needs a
// main function.
func isProgram(file, text string) bool {
	main := mains[strings.ToLower(filepath.Ext(file))]
	return main == nil || main.MatchString(text) && !strings.HasSuffix(file, "_test.go")
}

// stepOf returns the step for which a program has the most points, the first one
// of several, or "" if there is none.
func stepOf(steps []Signs, rel, text string) (step string, most int) {
	points := pointsOf(rel, text)
	for _, s := range steps {
		if sum := s.sum(points); sum > most {
			step, most = s.Step, sum
		}
	}
	return step, most
}

// pickIn returns the one of steps that the program is for that command runs. It
// goes by the same signs as findIn, and returns "" if they do not make it clear.
func pickIn(steps []Signs, command []string) string {
	var name, text string
	for _, s := range sourceFiles(command, "*.go") {
		if runs[filepath.Ext(s.name)] != nil {
			name, text = s.name, text+string(s.text)
		}
	}
	points := pointsOf(filepath.ToSlash(name), text)
	step, most := "", 0
	for _, s := range steps {
		switch sum := s.sum(points); {
		case sum > most:
			step, most = s.Step, sum
		case sum == most:
			step = ""
		}
	}
	return step
}

// pointsOf returns the signs that a program has, with their points.
func pointsOf(rel, text string) map[string]int {
	folder, name := "", strings.TrimSuffix(rel, filepath.Ext(rel))
	if i := strings.LastIndex(name, "/"); i >= 0 {
		folder, name = name[:i], name[i+1:]
	}
	points := map[string]int{} // of the signs that were found
	addWords(points, folder, 1)
	addWords(points, name, 3)
	text = commentText.ReplaceAllString(strings.ToLower(text[:min(len(text), 1<<16)]), "")
	for _, s := range fileSigns {
		if !slices.ContainsFunc(s.all, func(p string) bool { return !pattern(p).MatchString(text) }) {
			points[s.sign] = s.points
		}
	}
	return points
}

// sum returns the points of a program for s, or 0 if they are too few or a
// condition of s.Must is not true.
func (s Signs) sum(points map[string]int) int {
	sum := -points["leftover"]
	for sign := range strings.FieldsSeq(s.Like) {
		if sign, less := strings.CutPrefix(sign, "-"); less {
			sum -= points[sign]
		} else {
			sum += points[sign]
		}
	}
	if sum < minPoints || !holds(s.Must, points) {
		return 0
	}
	return sum
}

// holds reports whether all conditions of must are true for the signs in points.
func holds(must string, points map[string]int) bool {
	for clause := range strings.FieldsSeq(must) {
		if !slices.ContainsFunc(strings.Split(clause, "|"), func(s string) bool {
			s, not := strings.CutPrefix(s, "!")
			return (points[s] > 0) != not
		}) {
			return false
		}
	}
	return true
}

var (
	commentText = regexp.MustCompile(`(?m)\A\s*"""(?s:.*?)"""|(^|\s)(#|//).*$|(^|\s)/\*(?s:.*?)\*/`)
	nameHump    = regexp.MustCompile(`(\p{Ll})(\p{Lu})`) // microHTTPsrv
	namePart    = regexp.MustCompile(`[a-z]+|[0-9]+`)
	sheetName   = regexp.MustCompile(`\b(tp|td|lab|v) \d+ `) // TP01 is the whole worksheet, not a step
	sectionName = regexp.MustCompile(`\b\d( \d)+\b`)
	asciiName   = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "à", "a", "ç", "c", "\u0301", "", "\u0300", "",
		"(1)", " copy ", "(2)", " copy ") // added when a file is downloaded again
)

// addWords adds the signs in a name, each with at most most points.
func addWords(points map[string]int, name string, most int) {
	name = strings.ToLower(nameHump.ReplaceAllString(name, "$1 $2"))
	parts := namePart.FindAllString(asciiName.Replace(name), -1)
	for i, p := range parts {
		parts[i] = cmp.Or(strings.TrimLeft(p, "0"), "0")
	}
	name = sheetName.ReplaceAllString(" "+strings.Join(parts, " ")+" ", "")
	var any []string
	for _, w := range nameSigns {
		any = append(any, w.spellings)
	}
	other := "(?:(?:" + strings.Join(any, "|") + ")s?)*"
	for _, w := range nameSigns {
		if pattern(" " + other + "(?:" + w.spellings + ")s?" + other + " ").MatchString(name) {
			points[w.sign] = max(points[w.sign], min(w.points, most))
		}
	}
	for _, run := range sectionName.FindAllString(name, -1) {
		for run = strings.ReplaceAll(run, " ", "."); run != ""; run = run[:max(0, strings.LastIndex(run, "."))] {
			points[run] = numberPoints
		}
	}
}

var patterns sync.Map // regular expressions that were compiled

func pattern(text string) *regexp.Regexp {
	re, ok := patterns.Load(text)
	if !ok {
		re, _ = patterns.LoadOrStore(text, regexp.MustCompile("(?m)"+text))
	}
	return re.(*regexp.Regexp)
}
