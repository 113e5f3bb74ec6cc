package room

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// HowToIsolate says how the user of a Linux that forbids user namespaces can
// allow them for the program self, or "". read returns the text of a file, or "".
func HowToIsolate(self string, read func(file string) string) string {
	switch {
	case read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
		// Ubuntu, since 23.10.
		if strings.HasPrefix(self, filepath.Clean(os.TempDir())+string(filepath.Separator)) {
			return "This Linux allows namespaces only for programs that AppArmor knows. First build this program in a place where it stays: make build"
		}
		return fmt.Sprintf(`This Linux allows namespaces only for programs that AppArmor knows. To allow them for this one:

sudo tee /etc/apparmor.d/in43-classroom <<'end'
abi <abi/4.0>,
include <tunables/global>
profile in43-classroom %q flags=(unconfined) {
  userns,
}
end
sudo apparmor_parser -r /etc/apparmor.d/in43-classroom
`, self)
	case read("/proc/sys/kernel/unprivileged_userns_clone") == "0":
		return "This Linux forbids namespaces. To allow them: sudo sysctl kernel.unprivileged_userns_clone=1"
	case read("/proc/sys/user/max_user_namespaces") == "0":
		return "This Linux forbids namespaces. To allow them: sudo sysctl user.max_user_namespaces=10000"
	}
	return ""
}
