package source

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Submissions returns the entries of dir, or of a subfolder of it, that are the
// work of different people, as paths relative to dir with slashes. It returns nil
// for the folder of one person.
//
// People are told apart by the names of folders and files. A person's name is
// what is left without the words of the worksheet (server, drone, ex2) and those
// that tell the versions of one's own work apart (old, final, v2, threads); of
// "group 7" the number is kept. Two entries are of different people if each has a
// word that the other does not have, and if both hold a program for the same step.
// Two folders of that kind are enough. Of files side by side it takes two whose names
// begin with such a word (alice_server.py, bob_server.py), or two for each of two
// steps, or three: server_fast.py and server_nice.py may well be of one person.
func Submissions(dir string, steps []Signs) []string {
	t, err := openTree(dir)
	if t == nil || err != nil && err != errTooMany {
		return nil
	}
	defer t.root.Close()
	return t.submissions(steps)
}

// maxCompared is how many programs of a folder are read to tell people apart.
const maxCompared = 300

// An entry is a file of a program, or a folder with programs in it.
type entry struct {
	name     string
	isFolder bool
	words    []string // those that may be a person's name
	inFront  bool     // the name begins with one
	files    []string // of programs
	steps    map[string]bool
}

func (t *tree) submissions(steps []Signs) []string {
	folders := map[string]map[string]*entry{}
	for _, file := range t.programs() {
		for rest, name := file, file; rest != "."; rest = path.Dir(rest) {
			name = path.Base(rest)
			in := path.Dir(rest)
			if folders[in] == nil {
				folders[in] = map[string]*entry{}
			}
			e := folders[in][name]
			if e == nil {
				e = &entry{name: name, isFolder: rest != file}
				e.words, e.inFront = personal(name)
				folders[in][name] = e
			}
			e.files = append(e.files, file)
		}
	}
	stepOfFile := map[string]string{} // of those that were read
	// The folder that is least deep is looked at first.
	order := slices.SortedFunc(maps.Keys(folders), func(a, b string) int {
		if n := strings.Count(a, "/") - strings.Count(b, "/"); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	for _, in := range order {
		var named []*entry
		for _, name := range slices.Sorted(maps.Keys(folders[in])) {
			if e := folders[in][name]; len(e.words) > 0 {
				named = append(named, e)
			}
		}
		if len(named) < 2 { // most folders: nothing has to be read
			continue
		}
		for _, e := range named {
			e.steps = map[string]bool{}
			for _, file := range e.files {
				step, ok := stepOfFile[file]
				if !ok && len(stepOfFile) < maxCompared {
					if text := t.text(file); isProgram(file, text) {
						step, _ = stepOf(steps, file, text)
					}
					stepOfFile[file] = step
				}
				e.steps[step] = true
			}
		}
		if people := differ(named, steps); people != nil {
			for i := range people {
				people[i] = path.Join(in, people[i])
			}
			return people
		}
	}
	return nil
}

// differ returns the names of those of entries, all of one folder, that are of
// different people, or nil if they are all of one.
func differ(entries []*entry, steps []Signs) []string {
	people := map[string]bool{}
	pairs := 0 // steps for which two files are of different people
	sure := false
	for _, s := range steps {
		var folders, files, inFront []*entry
		for _, e := range entries {
			if !e.steps[s.Step] {
				continue
			}
			switch {
			case e.isFolder:
				folders = addPerson(folders, e)
			default:
				files = addPerson(files, e)
				if e.inFront {
					inFront = addPerson(inFront, e)
				}
			}
		}
		if len(files) >= 2 {
			pairs++
		}
		sure = sure || len(folders) >= 2 || len(files) >= 3 || len(inFront) >= 2
		for _, all := range [][]*entry{folders, files} {
			if len(all) >= 2 {
				for _, e := range all {
					people[e.name] = true
				}
			}
		}
	}
	if !sure && pairs < 2 {
		return nil
	}
	return slices.Sorted(maps.Keys(people))
}

// addPerson adds e to people unless it may be of one of them.
func addPerson(people []*entry, e *entry) []*entry {
	for _, p := range people {
		if subset(p.words, e.words) || subset(e.words, p.words) {
			return people
		}
	}
	return append(people, e)
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
}

var (
	anyWord = regexp.MustCompile(`\p{L}+|\p{N}+`)
	number  = regexp.MustCompile(`^\p{N}+$`)
	date    = regexp.MustCompile(`^(20)?\d\d[01]\d[0-3]\d$|^[0-3]\d[01]\d20\d\d$`)
	team    = regexp.MustCompile(`^(?:group|groupe|grp|gr|team|equipe|binome|trinome|student|etudiant|etu|eleve|user)s?$`)
	known   = sync.OnceValue(func() *regexp.Regexp {
		all := []string{versions}
		for _, n := range nameSigns {
			all = append(all, n.spellings)
		}
		return regexp.MustCompile(`^(?:(?:` + strings.Join(all, "|") + `)s?)+$`)
	})
)

// versions are words, besides those of nameSigns, that tell the programs of one
// person apart.
const versions = `tp|td|lab|labo|ex|exo|exercice|exercise|question|partie|part|etape|step|travaux|pratique|practical|work|worksheet|sheet|sujet|` +
	`mon|ma|mes|my|mine|own|the|le|la|les|un|une|de|du|des|d|a|an|and|et|ou|or|of|in|en|for|pour|with|avec|sans|without|to|by|on|from|` +
	`file|fichier|script|code|prog|program|programme|source|src|main|app|application|project|projet|module|bin|build|dist|start|starter|lib|util|utils|tool|outil|common|shared|pkg|internal|cmd|` +
	`python|py|go|golang|js|javascript|node|java|sh|bash|shell|ruby|perl|c|cpp|rust|cs|` +
	`version|ver|v|rev|new|nouveau|nouvelle|final|finale|fini|last|dernier|first|premier|second|prev|next|orig|original|base|basic|begin|debut|` +
	`ok|ko|bon|bonne|mauvais|good|bad|right|wrong|vrai|faux|correct|correction|corrige|solution|answer|reponse|fix|fixed|broken|bug|debug|wip|todo|done|rendu|submission|assignsubmission|handin|handed|prof|teacher|modele|template|other|autre|alt|variant|variante|bonus|extra|plus|demo|trial|toto|titi|tata|foo|bar|baz|untitled|sans titre|` +
	`thread|threaded|threading|async|asyncio|asynchrone|sync|blocking|nonblocking|bloquant|select|selector|poll|epoll|loop|multi|fork|process|class|classe|objet|object|oop|fonction|function|func|` +
	`socket|sock|network|net|reseau|reseaux|ip|ipv|local|localhost|lan|wan|broadcast|unicast|multicast|port|raw|frame|trame|data|donnee|message|msg|text|texte|utf|ascii|binary|binaire|decode|decodage|decoder|unpack|struct|print|affichage|display|json|csv|log|fast|slow|rapide|lent|nice|pretty|short|long|small|big|petit|grand|full|complet|complete|minimal|simulateur|simulator|simulation|fake|mock|machine|name|host|hostname`

// plainName returns name in small letters without accents and its extension.
func plainName(name string) string {
	if IsSource(name) {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	return asciiName.Replace(strings.ToLower(nameHump.ReplaceAllString(name, "$1 $2")))
}

// OfSeveral reports whether the names of files or folders contain what may be the
// names of different people or teams.
func OfSeveral(names []string) bool {
	var people []*entry
	for _, name := range names {
		if words, _ := personal(name); len(words) > 0 {
			people = addPerson(people, &entry{words: words})
		}
	}
	return len(people) >= 2
}

// personal returns the words in the name of an entry that may be the name of a
// person or a team, and whether the first one begins it.
func personal(name string) (words []string, inFront bool) {
	before := ""
	for i, w := range anyWord.FindAllString(plainName(name), -1) {
		is := false
		switch {
		case team.MatchString(before): // group 7, team A
			is, i, w = true, i-1, before+" "+w
		case number.MatchString(w):
			is = len(w) >= 5 && !date.MatchString(w) // of a student
		default:
			is = len([]rune(w)) > 1 && !team.MatchString(w) && !known().MatchString(w)
		}
		if is {
			words = append(words, w)
			inFront = inFront || i == 0
		}
		before = w
	}
	return words, inFront
}
