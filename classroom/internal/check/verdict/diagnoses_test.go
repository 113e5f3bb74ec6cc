package verdict

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// CHECK.md has the table of diagnoses.
func TestDiagnoses(t *testing.T) {
	b, err := os.ReadFile("../../../CHECK.md")
	if err != nil {
		t.Fatal(err)
	}
	table := "| code | meaning |\n|---|---|\n"
	for _, d := range Diagnoses {
		table += fmt.Sprintf("| `%s` | %s |\n", d.Code, d.Meaning)
		if d.Why == "" {
			t.Errorf("%s has no explanation", d.Code)
		}
	}
	if !strings.Contains(string(b), "\n\n"+table+"\n") {
		t.Errorf("the table of diagnoses in CHECK.md is to be\n%s", table)
	}
}
