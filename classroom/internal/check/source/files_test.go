package source

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestLiterals(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.py"), []byte(`UDP_IP = "192.168.1.26" # not 1.2.3.400, 1.2.3`), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	got := Addresses("", []string{"python3", "mine.py", "--ip", "172.16.5.4"})
	if len(got) < 2 || got[0] != "192.168.1.26" || got[1] != "172.16.5.4" || slices.Contains(got, "1.2.3.400") {
		t.Errorf("literals: %v", got)
	}
}
