package walls

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"in43.example/classroom/internal/check"
)

// An attack is what a program does that wants more than it may have. It calls
// reached for all that it gets.
//
// arg is the path of a folder outside of the program's own. It does not stand in
// the command as it is, since the program may see the folders that its command
// names.
type attack func(arg string, reached func(format string, a ...any))

var attacks = map[string]attack{
	"processes":   attackProcesses,
	"memory":      attackMemory,
	"signals":     attackSignals,
	"descriptors": attackDescriptors,
	"files":       attackFiles,
	"own folder":  attackOwnFolder,
	"terminal":    attackTerminal,
	"sockets":     attackSockets,
	"mounts":      attackMounts,
	"namespaces":  attackNamespaces,
	"privileges":  attackPrivileges,
	"environment": attackEnvironment,
	"network":     attackNetwork,
}

// attackMain is the program that is checked.
func attackMain(args []string) {
	signal.Ignore(syscall.SIGXFSZ)
	switch args[0] {
	case "attack":
		arg, _ := base64.StdEncoding.DecodeString(args[2])
		attack := attacks[args[1]]
		if attack == nil {
			attack = unconfined[args[1]]
		}
		attack(string(arg), func(format string, a ...any) {
			fmt.Printf("REACHED "+format+"\n", a...)
		})
		fmt.Println("the attack is over")
	case "bomb":
		if args[1] == "sleep" {
			time.Sleep(time.Hour)
		}
		if l, err := net.ListenPacket("udp4", ":52001"); err == nil {
			defer l.Close()
		}
		bombs[args[1]]()
	case "checker": // a checker of its own, of a program that sleeps
		r := check.Run(context.Background(), check.Job{Step: "2.1.2", Command: []string{os.Args[0], "bomb", "sleep"}, Isolation: check.Isolation(args[1]), Seed: 1})
		fmt.Println(r.Verdict)
	case "who":
		fmt.Println("user", os.Getuid(), os.Getgid(), os.Args[0])
	case "daemon":
		if len(args) > 2 {
			l, err := net.ListenPacket("udp4", ":52001")
			if err != nil {
				panic(err)
			}
			fmt.Println("here is the daemon")
			io.Copy(io.Discard, l.(*net.UDPConn))
		}
		cmd := exec.Command(os.Args[0], append(args, "child")...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		cmd.Start()
	}
}
