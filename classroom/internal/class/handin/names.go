package handin

import (
	"archive/zip"
	"crypto/sha256"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

const (
	maxName  = 200 // bytes in the name of a file or folder
	maxParts = 30  // folders in a path
	maxPath  = 1000
)

// entryName returns the name of f. A zip says whether its names are UTF-8, but some
// programs that write them do not say it (macOS), and others write the code page
// of the machine (Windows). In code page 850, of Western Europe, the letters have the
// same numbers as in 437, of the USA, as far as that has them.
func entryName(f *zip.File) string {
	if f.NonUTF8 && !utf8.ValidString(f.Name) {
		if name, err := charmap.CodePage850.NewDecoder().String(f.Name); err == nil {
			return name
		}
	}
	return f.Name
}

// moodleName is a name of Moodle's download of all submissions: the name of the
// student or the group, a number, and the plugin. Moodle replaces the underscores of
// a name by spaces. A "_" stands at the end of folders before Moodle 4.1. Without
// folders, the name of the file follows it; students choose that, and it may look like
// Moodle's names too, so the first match counts. The group of those who are in no
// group has no number.
var moodleName = regexp.MustCompile(`^(.*?)(?:_(\d{1,20}))?_assignsubmission_([a-z]+)(?:_(.*))?$`)

// A moodle is a name of Moodle's in its parts.
type moodle struct {
	name, id string
	online   bool   // typed in, not a file
	folder   string // as it was given, without the file's name
	file     string // in a download without folders
}

// parseMoodle takes the name of a folder or a file of Moodle's download apart.
func parseMoodle(name string, isFolder bool) (m moodle, ok bool) {
	found := moodleName.FindStringSubmatch(name)
	if found == nil || found[1] == "" || isFolder == (found[4] != "") {
		return m, false
	}
	m = moodle{name: found[1], id: found[2], online: found[3] == "onlinetext", file: found[4]}
	m.folder = strings.TrimSuffix(name, "_"+found[4])
	if isFolder {
		m.folder = name
	}
	return m, true
}

// shown returns the name of the student as it is shown. With blind marking all have
// the same one.
func (m moodle) shown() string {
	if m.name == "Participant" && m.id != "" {
		return m.name + " " + m.id
	}
	return norm.NFC.String(m.name)
}

// setIDs gives all submissions their IDs.
func setIDs(all []*Submission) {
	for _, s := range all {
		s.ID = slug(s.Name)
		if s.MoodleID != "" && !strings.HasSuffix(s.ID, "-"+s.MoodleID) {
			s.ID += "-" + s.MoodleID
		}
	}
	for length := 8; ; length += 8 {
		same := map[string][]*Submission{}
		for _, s := range all {
			same[s.ID] = append(same[s.ID], s)
		}
		if len(same) == len(all) || length > 64 {
			break
		}
		for id, those := range same {
			for _, s := range those {
				if len(those) > 1 {
					s.ID = id + "-" + fmt.Sprintf("%x", sha256.Sum256([]byte(s.parts[0].name)))[:length]
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b *Submission) int { return strings.Compare(a.ID, b.ID) })
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slug returns name in small letters without accents, with "-" for all else.
func slug(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(name[:min(len(name), 4*maxName)]))
	id := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(plain), "-"), "-")
	id = strings.TrimRight(id[:min(len(id), 60)], "-")
	switch {
	case id == "":
		return "student"
	case reserved.MatchString(id):
		return "student-" + id
	}
	return id
}

// junkFolders are folders that a student has not written, and that are not needed to
// run a program: most have been made by a tool.
var junkFolders = []string{"__MACOSX", ".git", ".svn", ".hg", "__pycache__", ".ipynb_checkpoints", "venv", ".venv", ".idea", ".vscode"}

// isJunk reports whether an entry is not looked at, by its name.
func isJunk(name string) bool {
	for part := range strings.SplitSeq(strings.ReplaceAll(name, `\`, "/"), "/") {
		if slices.Contains(junkFolders, part) || strings.HasPrefix(part, "._") || strings.HasPrefix(part, "~$") ||
			part == ".DS_Store" || part == "Thumbs.db" || part == "desktop.ini" {
			return true
		}
	}
	return false
}

var drive = regexp.MustCompile(`^[A-Za-z]:/`)

// safePath returns the parts of the path name, each of them one that every
// system takes as a name. Some zips made on Windows have backslashes. A path
// that leads, or might lead, out of its folder is an error.
func safePath(name string) ([]string, error) {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > 4*maxPath || strings.Count(name, "/") > maxParts {
		return nil, fmt.Errorf("a name in it is too long, it begins with %.60q", name)
	}
	if strings.HasPrefix(name, "/") || drive.MatchString(name) {
		return nil, fmt.Errorf("it names a file outside its folder: %q", name)
	}
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		switch part {
		case "", ".":
		case "..":
			return nil, fmt.Errorf("it names a file outside its folder: %q", name)
		default:
			parts = append(parts, safeName(part))
		}
	}
	if len(strings.Join(parts, "/")) > maxPath {
		return nil, fmt.Errorf("a name in it is too long, it begins with %.60q", name)
	}
	return parts, nil
}

// reserved are names of devices on Windows, whatever the extension.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[ ]*(\.|$)`)

// safeName returns the name of a file or folder without what a terminal obeys and
// what a system does not take. It has the accents as one character, as most
// systems write them.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"|?*/\`, r) ||
			r == '\u2028' || r == '\u2029' {
			return '_'
		}
		return r
	}, norm.NFC.String(name))
	if trimmed := strings.TrimRight(name, ". "); trimmed != name {
		name = trimmed + "_" // Windows leaves these out
	}
	if reserved.MatchString(name) {
		name = "_" + name
	}
	if len(name) > maxName {
		ext := path.Ext(name)
		if len(ext) > 20 {
			ext = ""
		}
		cut := maxName - len(ext)
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + ext
	}
	return name
}
