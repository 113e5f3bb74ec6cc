package room

import (
	"strings"
	"testing"
)

// What to do is said for each of the ways in which a Linux forbids namespaces.
func TestHowToIsolate(t *testing.T) {
	for _, test := range []struct {
		self, file, text string
		want             string
	}{
		{"/home/me/lab/bin/classroom", "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", `profile in43-classroom "/home/me/lab/bin/classroom" flags=(unconfined)`},
		{"/tmp/go-build1/exe/classroom", "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "make build"},
		{"/bin/classroom", "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0", ""},
		{"/bin/classroom", "/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"},
		{"/bin/classroom", "/proc/sys/user/max_user_namespaces", "0", "sysctl user.max_user_namespaces="},
		{"/bin/classroom", "", "", ""},
	} {
		t.Setenv("TMPDIR", "/tmp")
		got := HowToIsolate(test.self, func(file string) string {
			if file == test.file {
				return test.text
			}
			return ""
		})
		if !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%s, %s is %q: %q, want %q", test.self, test.file, test.text, got, test.want)
		}
	}
}
