package page

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"in43.example/classroom/internal/check"
	"in43.example/classroom/internal/class"
)

// gallery returns the reports on the programs of the checker's gallery, by the step,
// the right ones and the wrong ones.
func gallery(t testing.TB) (right, wrong map[string][]*check.Report) {
	f, err := os.Open("../../check/testdata/gallery.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	right, wrong = map[string][]*check.Report{}, map[string][]*check.Report{}
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var row struct {
			Program string
			Report  *check.Report
		}
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Report.Verdict == check.Passed {
			right[row.Report.Step] = append(right[row.Report.Step], row.Report)
		} else if row.Report.Verdict == check.Failed {
			wrong[row.Report.Step] = append(wrong[row.Report.Step], row.Report)
		}
	}
	return right, wrong
}

var names = strings.Split("Adèle Fournier,Aïcha Benali,Antoine Lefèvre,Béatrice Moreau-Dubois,Camille Roux,Chloé Garnier,Dmitri Volkov,Élodie Perrin,"+
	"Fatou Diop,Gabriel Mercier,Hugo Blanchard,Inès Chevalier,Jeanne-Marie de La Villardière,Jules Faure,Karim Haddad,Léa Marchand,Linh Nguyễn,"+
	"Louis Girard,Manon Dupuis,Mateus Carvalho dos Santos,Nora Lindqvist,Océane Robin,Paul Renard,Quentin Masson,Rania El Idrissi,Sofia Rossi,"+
	"Théo Lambert,Victor Brun,Yuki Tanaka,Zoé Picard", ",")

// madeUp returns a class of n students, with real reports.
func madeUp(t testing.TB, n int) *class.Class {
	right, wrong := gallery(t)
	c := &class.Class{Title: "IN43-Socket lab-1284.zip", Seed: 4}
	for _, s := range check.Steps() {
		c.Steps = append(c.Steps, class.Step{Name: s.Name, Title: s.Title, Max: 2, Optional: s.Optional})
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		s := class.Student{ID: fmt.Sprintf("%d", 412000+7*i), Name: names[i%len(names)], Number: fmt.Sprintf("%d", 412000+7*i)}
		skill := 0.55 + 0.45*r.Float64()
		for j, step := range c.Steps {
			result := class.Result{Report: check.MissingReport(step.Name)}
			switch luck := r.Float64(); {
			case i%30 == 19:
				s.Error = "it would be more than 100 MB unpacked (TP sockets.zip): a zip bomb? Look at it by hand"
				result.Report.Verdict, result.Report.Error = check.Unchecked, s.Error
			case step.Optional && luck < 0.5 || luck > 0.95:
			case luck < skill:
				result = class.Result{Report: right[step.Name][r.IntN(len(right[step.Name]))], Points: 2}
			case luck < 0.94:
				some := min(6, len(wrong[step.Name]))
				result = class.Result{Report: wrong[step.Name][r.IntN(some)*len(wrong[step.Name])/some], Points: 0.75}
			default:
				result.Report.Verdict, result.Report.Error = check.Unchecked, "the program needs the module numpy, which is not installed here"
			}
			if len(result.Report.Findings) > 0 {
				shown := *result.Report
				shown.Output = "Adresse du serveur : ('10.9.0.1', 52002)\nwaiting...\n"
				if j == 3 {
					shown.Output += strings.Repeat("date: 2024-07-20 23:38:40.732125 pitch: 112 roll: -69 yaw: 123 battery: 66\n", 40)
				}
				if shown.Verdict == check.Failed {
					shown.Output += "Traceback (most recent call last):\n  File \"recepteur.py\", line 14, in <module>\n    data, addr = s.recvfrom(1024)\nKeyboardInterrupt\n"
				}
				result.Report = &shown
			}
			s.Results = append(s.Results, result)
		}
		switch i % 30 {
		case 3:
			s.Remarks = []string{"the notebook TP2.ipynb: its code cells are the program", "client_tcp.py looks like the server: it was checked as the server"}
		case 7:
			s.Results[3].Changed = "the first look found too-slow, the second one, alone on the machine, this"
		case 11:
			s.Group = "TP 3"
			s.Remarks = []string{"several versions: drone_v2.py was checked, not drone.py"}
		}
		c.Students = append(c.Students, s)
	}
	return c
}
