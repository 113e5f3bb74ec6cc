package source_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"in43.example/classroom/internal/check/source"
	"in43.example/classroom/internal/check/steps"
)

// sources are small programs, named after what they do. A name without an
// extension is a program in Python.
var sources = map[string]string{
	"receiver": "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('127.0.0.1', 50005))\nwhile True:\n    print(s.recvfrom(1024)[0].decode('utf8'))\n",
	"sender":   "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto('Hello, World!'.encode('utf8'), ('127.0.0.1', 50005))\n",
	"sensors":  "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 52001))\nwhile True:\n    print(s.recvfrom(1024)[0].decode('ascii'))\n",
	"oldport":  "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 50005))\nwhile True:\n    print(s.recvfrom(1024)[0].decode('ascii'))\n",
	"drone":    "import socket, struct\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 52002)) # not 52001\nwhile True:\n    print(*struct.unpack('diiiiffff', s.recvfrom(1024)[0]))\n",
	"select":   "import select, socket, struct\na, b = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in '12']\na.bind(('', 52001)); b.bind(('', 52002))\nwhile True:\n    for s in select.select([a, b], [], [], 1)[0]:\n        d = s.recvfrom(1024)[0]\n        print(d.decode('ascii') if s == a else struct.unpack('diiiiffff', d))\n",
	"threads":  "import socket, struct, threading\ndef f(port):\n    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n    s.bind(('', port))\n    while True: print(port, s.recv(1024))\nfor p in 52001, 52002: threading.Thread(target=f, args=(p,)).start()\n",
	"server":   "import socket\nl = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\nl.bind(('127.0.0.1', 55000))\nl.listen(1)\ns, a = l.accept()\nd = s.recv(1024)\nprint(d.decode('ascii'))\ns.send(d)\n",
	"client":   "import socket\ns = socket.socket()\ns.connect(('127.0.0.1', 55000))\ns.send(b'Hello, Everyone!')\nprint(s.recv(1024))\n",
	"asks":     "import socket\ns = socket.socket()\ns.connect(('127.0.0.1', 55000))\ns.send(input('texte : ').encode())\nprint(s.recv(1024))\n",
	"chatserv": "import socket\nl = socket.create_server(('127.0.0.1', 55000))\ns, a = l.accept()\nwhile True:\n    print(s.recv(1024).decode())\n    s.send(input('> ').encode())\n",
	"chatcli":  "import socket\ns = socket.create_connection(('127.0.0.1', 55000))\nwhile True:\n    s.send(input('> ').encode())\n    print(s.recv(1024).decode())\n",
	"http":     "import socket\nl = socket.socket()\nl.bind(('127.0.0.1', 55000))\nl.listen(1)\nwhile True:\n    s, a = l.accept()\n    print(s.recv(1024))\n    s.send(b'HTTP/1.1 200 OK\\r\\nContent-Type: text/html;charset=utf-8\\r\\n\\r\\n<html></html>')\n    s.close()\n",
	"fetch":    "import socket\ns = socket.create_connection(('example.org', 80))\ns.send(b'GET / HTTP/1.1\\r\\n\\r\\n')\nprint(s.recv(1024))\n",
	"untilend": "data = ''\nwhile data != 'end':\n    data = input()\n    print(data)\n",
	"simul":    "import socket, struct, time\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nwhile True:\n    s.sendto(struct.pack('diiiiffff', *range(9)), ('10.9.255.255', 52002))\n",
	"chatudp":  "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('127.0.0.1', 50005))\nwhile True:\n    d, a = s.recvfrom(1024)\n    print(d)\n    s.sendto(input().encode(), a)\n",
	"handler":  "import socketserver\nclass H(socketserver.BaseRequestHandler):\n    def handle(self):\n        self.request.sendall(self.request.recv(99))\nsocketserver.TCPServer(('127.0.0.1', 55000), H).serve_forever()\n",
	"hello":    "print('pas un serveur', input('nom ? '))\n",
	"empty":    "",

	"receiver.js": "const s = require('dgram').createSocket('udp4');\ns.on('message', (m) => console.log(m.toString()));\ns.bind(50005, '127.0.0.1');\n",
	"http.js":     "require('net').createServer((s) => s.once('data', () => s.end('HTTP/1.1 200 OK\\r\\n\\r\\n'))).listen(55000);\n",
	"chatcli.js":  "const rl = require('readline').createInterface({ input: process.stdin });\nconst s = require('net').connect(55000, () => rl.on('line', (l) => s.write(l)));\ns.on('data', (d) => console.log(String(d)));\n",
	"sensors.go":  "package main\n\nimport (\"fmt\"; \"net\")\n\nfunc main() {\n\tc, _ := net.ListenPacket(\"udp\", \":52001\")\n\tb := make([]byte, 99)\n\tfor {\n\t\tn, _, _ := c.ReadFrom(b)\n\t\tfmt.Println(string(b[:n]))\n\t}\n}\n",
	"server.go":   "package main\n\nimport \"net\"\n\nfunc main() {\n\tl, _ := net.Listen(\"tcp\", \":55000\")\n\tc, _ := l.Accept()\n\tb := make([]byte, 99)\n\tn, _ := c.Read(b)\n\tc.Write(b[:n])\n}\n",
	"part.go":     "package main\n\nimport \"net\"\n\nfunc serve(l net.Listener) { l.Accept() } // 55000\n",
	"drone.java":  "import java.net.*;\npublic class Drone { public static void main(String[] a) throws Exception {\n DatagramSocket s = new DatagramSocket(52002); DatagramPacket p = new DatagramPacket(new byte[99], 99);\n while (true) { s.receive(p); System.out.println(java.nio.ByteBuffer.wrap(p.getData()).getDouble()); } } }\n",
	"chat.java":   "import java.net.*; import java.util.*;\npublic class Serveur { public static void main(String[] a) throws Exception {\n Socket s = new ServerSocket(55000).accept(); Scanner k = new Scanner(System.in);\n while (true) { s.getOutputStream().write(k.nextLine().getBytes()); } } }\n",
	"client.java": "import java.net.*;\npublic class C { public static void main(String[] a) throws Exception { new Socket(\"127.0.0.1\", 55000).getOutputStream().write(72); } }\n",
	"part.java":   "import java.net.*;\nclass Outil { ServerSocket s = new ServerSocket(55000); }\n",
	"server.pl":   "use IO::Socket::INET;\nmy $l = IO::Socket::INET->new(LocalPort => 55000, Listen => 1, Proto => 'tcp');\nwhile (my $c = $l->accept) { $c->recv(my $d, 99); $c->send($d); }\n",
	"sender.sh":   "printf 'Hello, World!' > /dev/udp/127.0.0.1/50005\n",
	"client.sh":   "exec 5<>/dev/tcp/127.0.0.1/55000\nprintf 'Hello, Everyone!' >&5\nread -r -N 16 answer <&5\n",
	"untilend.sh": "while read -r line; do echo \"$line\"; [ \"$line\" = end ] && exit; done\n",
}

// Each line is a file of the folder, the source in it, and the step that it is
// taken for: "-" for none, nothing if the file is not even looked at.
func TestFind(t *testing.T) {
	for name, files := range map[string]string{
		"names of the sheet": `
			receiver.py receiver 2.1.1-receiver
			sender.py sender 2.1.1-sender
			remote_sensors.py sensors 2.1.2
			remote_drone.py drone 2.1.3
			remote_select.py select 2.1.5
			server.py server 3.1-server
			client.py client 3.1-client
			chat/server.py chatserv 3.2-server
			chat/client.py chatcli 3.2-client
			microHTTPsrv.py http 4
			until_end.sh untilend.sh 5.3.1`,
		"the sheet's numbers": `
			tp1_serveur.py server 3.1-server
			tp1_client.py client 3.1-client
			tp2_serveur.py chatserv 3.2-server
			tp2_client.py chatcli 3.2-client
			serveurHTTP.py http 4
			serveur_drone.py simul -`,
		"a pair over UDP": `
			udp_serveur.py receiver 2.1.1-receiver
			udp_client.py sender 2.1.1-sender
			remote_drones.py sensors 2.1.2
			TP01_ex2.py drone 2.1.3
			2.1.5.py select 2.1.5
			http_server.py http 4`,
		"two servers, one of them called client": `
			client_tcp.py server -
			server_tcp.py handler 3.1-server`,
		"the kind at the end": `
			UDPServer.py receiver 2.1.1-receiver
			client_udp.py sender 2.1.1-sender
			server_tcp.py server 3.1-server
			client_tcp.py client 3.1-client
			tchat_server.py chatserv 3.2-server
			tchat_client.py chatcli 3.2-client
			http_client_test_server.py http -
			server_web.py http 4`,
		"numbered folders": `
			exo1/server.py server 3.1-server
			exo1/client.py client 3.1-client
			exo2/server.py chatserv 3.2-server
			exo2/client.py chatcli 3.2-client
			exo3/server.py http 4`,
		"numbered folders, unfinished": `
			Exercice_1/server.py server 3.1-server
			Exercice_2/server.py server 3.2-server
			Exercice_4/server.py server 4`,
		"folders with the section": `
			2.1/receiver.py receiver 2.1.1-receiver
			3.1/main.py server 3.1-server
			3.2/main.py server 3.2-server
			4/main.py http 4
			annexes/a.py untilend 5.3.1`,
		"names that are numbers": `
			2.1.1.py receiver 2.1.1-receiver
			2_1_2.py oldport 2.1.2
			ex2_1_3.py drone 2.1.3
			TP1-2.1.4.py threads 2.1.5
			3.1.5_serveur.py server 3.1-server
			ex3-1-client.py asks 3.1-client
			3.2.1 client.py chatcli 3.2-client
			4.py http 4
			04-11-2024.py hello -`,
		"one word, capitals, accents": `
			MonRécepteurUDP.py receiver 2.1.1-receiver
			emetteurUDP.py sender 2.1.1-sender
			RemoteSensors.PY oldport 2.1.2
			TCPServeur.py server 3.1-server
			miniTchatSrv.py chatserv 3.2-server
			minichat_cli.py chatcli 3.2-client
			FIN_de_boucle.py untilend 5.3.1`,
		"several": `
			tp1_serveur.py server 3.1-server
			echo_chatham/server.py server -
			tp1_serveur_v2.py server -
			serveur (1).py server -
			old/server.py server -
			Client.PY client -
			client_tcp.py client 3.1-client
			a/b/c/chat_serveur.py chatserv -
			chat.py chatserv 3.2-server
			observer.py hello -`,
		"only deep": `
			DUPONT_Marie/TP1/Mini-Chat_Serveur.py chatserv 3.2-server
			DUPONT_Marie/TP1/TCP_Server.py server 3.1-server
			DUPONT_Marie/TP1/a.py select 2.1.5`,
		"content alone": `
			a.py receiver 2.1.1-receiver
			b.py sender 2.1.1-sender
			c.py sensors 2.1.2
			d.py drone 2.1.3
			e.py threads 2.1.5
			f.py server 3.1-server
			g.py client 3.1-client
			h.py chatserv 3.2-server
			i.py chatcli 3.2-client
			j.py http 4
			k.py untilend 5.3.1
			l.py hello -
			m.py simul -`,
		"what cannot be": `
			server.py sender 2.1.1-sender
			tcp_server.py client 3.1-client
			remote_sensors.py simul -
			http_client.py fetch -
			microHTTPsrv.py simul -
			chat_client.py receiver 2.1.1-receiver
			chat_udp_server.py chatudp -
			client.py empty -
			until_end.py simul -
			select.py hello -`,
		"one file, changed from step to step": `
			server.py http 4
			client.py chatcli 3.2-client
			udp.py drone 2.1.3`,
		"JavaScript and Go": `
			serveur_udp.js receiver.js 2.1.1-receiver
			microHTTPsrv.js http.js 4
			client.js chatcli.js 3.2-client
			main.go sensors.go 2.1.2
			serveur.go server.go 3.1-server
			server_test.go server.go
			server_part.go part.go`,
		"Java": `
			Drone.java drone.java 2.1.3
			Serveur.java chat.java 3.2-server
			Client.java client.java 3.1-client
			Server.java part.java`,
		"shell and Perl": `
			sender.sh sender.sh 2.1.1-sender
			client.sh client.sh 3.1-client
			loop.sh untilend.sh 5.3.1
			zserveur.pl server.pl 3.1-server`,
		"what others have written": `
			.git/server.py server
			env/pyvenv.cfg empty
			env/server.py server
			node_modules/server.js http.js
			__MACOSX/._server.py server
			._server.py server
			serveur.c server
			notes.txt server`,
		"nothing": "",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			want, wantRest := map[string]string{}, []string(nil)
			for line := range strings.Lines(strings.TrimSpace(files)) {
				f := strings.Fields(line)
				for len(f) > 1 && sources[f[1]] == "" && f[1] != "empty" { // a space in the name
					f = append([]string{f[0] + " " + f[1]}, f[2:]...)
				}
				if len(f) == 0 {
					continue
				}
				write(t, filepath.Join(dir, f[0]), sources[f[1]])
				switch {
				case len(f) == 3 && f[2] == "-":
					wantRest = append(wantRest, f[0])
				case len(f) == 3:
					want[f[2]] = f[0]
				}
			}
			slices.Sort(wantRest)
			checkFound(t, dir, want, wantRest)
		})
	}
	if _, err := source.Find(filepath.Join(t.TempDir(), "nowhere"), steps.Signs()); err == nil {
		t.Error("a folder that is not there is no error")
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkFound checks which files of dir are found for the steps, and which ones
// are left.
func checkFound(t *testing.T, dir string, want map[string]string, wantRest []string) {
	t.Helper()
	folder, err := source.Find(dir, steps.Signs())
	if err != nil {
		t.Fatal(err)
	}
	if folder.People != nil {
		t.Errorf("%q are of different people", folder.People)
		return
	}
	for i, f := range folder.Found {
		got := ""
		if f.Command != nil {
			if got, err = filepath.Rel(dir, f.Command[len(f.Command)-1]); err != nil {
				t.Fatal(err)
			}
		}
		if f.Step != steps.All[i].Name || filepath.ToSlash(got) != want[f.Step] {
			t.Errorf("%s: found %q, want %q", f.Step, got, want[f.Step])
		}
	}
	for i, rel := range folder.Rest {
		folder.Rest[i] = filepath.ToSlash(rel)
	}
	if !slices.Equal(folder.Rest, wantRest) {
		t.Errorf("not taken: %q, want %q", folder.Rest, wantRest)
	}
}

// Each right program of the gallery is found for its own step, even without the
// number of the step in its name.
func TestFindGallery(t *testing.T) {
	files, err := filepath.Glob("../testdata/gallery/right/*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".c" {
			continue // no command runs it
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		dir, name := t.TempDir(), filepath.Base(file)
		write(t, filepath.Join(dir, strings.TrimLeft(name, "0123456789.-")), string(text))
		folder, err := source.Find(dir, steps.Signs())
		if err != nil {
			t.Fatal(err)
		}
		found := folder.Found
		i := slices.IndexFunc(found, func(f source.Found) bool { return f.Command != nil })
		if i < 0 || !strings.HasPrefix(name, found[i].Step) {
			t.Errorf("%s is found for another step, or for none: %v", name, found)
		}
	}
}

// Every sign that a step asks for is in one of the tables.
func TestSigns(t *testing.T) {
	for _, u := range steps.Signs() {
		for _, s := range strings.FieldsFunc(u.Must+" "+u.Like, func(r rune) bool { return strings.ContainsRune(" |!-", r) }) {
			if !source.IsSign(s) {
				t.Errorf("%s: unknown sign %q", u.Step, s)
			}
		}
	}
}
