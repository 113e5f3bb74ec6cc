package source_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

func TestSubmissions(t *testing.T) {
	for _, test := range []struct {
		files string // each with the name of its source
		want  string // the entries that are of different people
	}{
		{"alice/server.py server, bob/server.py server", "alice bob"},
		{"alice/server.py server, alice/client.py client, bob/tp/serveur.py server, carol/hello.py hello", "alice bob"},
		{"TP1/DUPONT_Marie/a.py drone, TP1/NGUYEN_Van/b.py drone", "TP1/DUPONT_Marie TP1/NGUYEN_Van"},
		{"Groupe 1/drone.py drone, Groupe 2/remote_drone.py drone", "Groupe 1,Groupe 2"},
		{"teamA/server.py server, teamB/server.py server", "teamA teamB"},
		{"22104455/server.py server, 22104466/server.py server", "22104455 22104466"},
		{"Alice MARTIN_778_assignsubmission_file/x.py drone, Bob LEE_779_assignsubmission_file/x.py drone",
			"Alice MARTIN_778_assignsubmission_file,Bob LEE_779_assignsubmission_file"},
		{"李明/server.py server, Ольга/server.py server", "Ольга 李明"},
		{"tp1-sockets-alice/server.py server, tp1-sockets-bob/server.py server", "tp1-sockets-alice tp1-sockets-bob"},
		{"alice_server.py server, bob_server.py server, bob_client.py client", "alice_server.py bob_server.py"},
		{"server_alice.py server, server_bob.py server, server_carol.py server", "server_alice.py server_bob.py server_carol.py"},
		{"server_alice.py server, server_bob.py server, client_alice.py client, client_bob.py client",
			"client_alice.py client_bob.py server_alice.py server_bob.py"},
		{"alice.py drone, bob.py drone", "alice.py bob.py"},

		{"server.py server, client.py client, chat/server.py chatserv, chat/client.py chatcli", ""},
		{"v1/server.py server, v2/server.py server, old/server.py server, final version/server.py server", ""},
		{"server_v1.py server, server_threads.py server, serverFinal.py server, server-20240305.py server", ""},
		{"server.py server, server_alice.py server", ""},
		{"server_quick.py server, server_tidy.py server", ""},
		{"alice_tp1/server.py server, alice_tp1_retake/server.py server", ""},
		{"alice/server.py server, bob/sender.py sender", ""}, // a pair that has shared the work
		{"exo1/server.py server, exo2/server.py server, 2.1/receiver.py receiver, tchat/server.py chatserv", ""},
		{"a.py drone, b.py drone, toto.py drone, test2.py drone", ""},
		{"python/server.py server, start/server.py server, java/server.py server", ""},
		{"", ""},
	} {
		dir := t.TempDir()
		for file := range strings.SplitSeq(test.files, ", ") {
			if i := strings.LastIndex(file, " "); i > 0 {
				write(t, filepath.Join(dir, filepath.FromSlash(file[:i])), sources[file[i+1:]])
			}
		}
		sep := " "
		if strings.Contains(test.want, ",") {
			sep = ","
		}
		if got := strings.Join(source.Submissions(dir, steps.Signs()), sep); got != test.want {
			t.Errorf("%s: %q are of different people, want %q", test.files, got, test.want)
		}
	}
	if got := source.Submissions(filepath.Join(t.TempDir(), "nowhere"), steps.Signs()); got != nil {
		t.Errorf("a folder that is not there: %q", got)
	}
}

// The lab itself is the work of one person.
func TestSubmissionsOfTheLab(t *testing.T) {
	if got := source.Submissions("../../../..", steps.Signs()); !slices.Equal(got, nil) {
		t.Errorf("%q are of different people", got)
	}
}

func TestOfSeveral(t *testing.T) {
	for names, want := range map[string]bool{
		"alice bob": true, "groupe1 groupe2": true, "ex1 ex2": false, "alice_tp1 alice_tp2": false, "alice": false, "": false, "server drone chat": false,
	} {
		if got := source.OfSeveral(strings.Fields(names)); got != want {
			t.Errorf("%q: %t", names, got)
		}
	}
}
