package source

// Signs says by which signs the program of a step is found. Signs in small
// letters and numbers of steps are looked for in the name of the file, signs in
// capitals and ports in its text. The step with the most points is taken.
type Signs struct {
	Step string
	// Must holds conditions that must all be true: a|b means a or b, ! means not.
	Must string
	// Like holds signs. Each one that is found adds its points or, with "-",
	// subtracts them.
	Like string
	// Text is a regular expression that the text must match; "" is none.
	Text string
}

// Conditions for Must.
const (
	Listener = "UDP|SOCKET UDP|!TCP RECEIVE|!SEND"
	Server   = "TCP|SOCKET TCP|!UDP LISTEN|BIND|!CONNECT"
	Client   = "TCP|SOCKET TCP|!UDP CONNECT|!LISTEN CONNECT|!BIND !HTTP"
)

// nameSigns are the signs in names and how they are written, with or without an
// s at the end. Several may be written as one word. In the name of a folder a
// sign has at most 1 point.
var nameSigns = []struct {
	sign      string
	points    int
	spellings string
}{
	{"tcp", 1, `tcp`}, {"remote", 1, `remote`}, {"micro", 1, `micro`}, {"", 0, `udp|mini|simple|echo`},
	{"server", 3, `server|serveur|serv|srv`}, {"client", 3, `client|cli|clt`},
	{"receiver", 3, `receiver|reciever|receive|recepteur|reception|recv`},
	{"sender", 3, `sender|send|emetteur|emission|envoi|envoyeur|envoyer`},
	{"listener", 1, `listener|ecouteur|ecoute`}, {"sensor", 3, `sensor|capteur`}, {"drone", 3, `drone`},
	{"select", 3, `select|selecteur`}, {"both", 3, `both|deux`},
	{"chat", 3, `chat|tchat|discussion|messagerie`}, {"http", 3, `http`}, {"web", 3, `web|html|navigateur|browser`},
	{"until", 3, `until|jusqua`}, {"end", 3, `end|fin`}, {"loop", 3, `loop|boucle`}, {"annex", 3, `annexe?`},
	{"ex1", 1, exercise + `1`}, {"ex2", 1, exercise + `2`}, {"ex3", 1, exercise + `3`}, {"ex4", 1, exercise + `4`},
	{"leftover", 2, `copy|copie|old|ancien|ancienne|test|essai|backup|bak|sauvegarde|brouillon|draft|tmp|exemple|example`}, // subtracted, for every step
}

const exercise = `(?:ex|exo|exercice|exercise|question|partie|part|etape) `

// fileSigns are the signs in the text of a file, in lower case and without
// comments. All regular expressions of a sign must match.
var fileSigns = []struct {
	sign   string
	points int
	all    []string
}{
	{"SOCKET", 1, []string{`socket|asyncio|\b(nc|ncat|netcat|socat)\b`}},
	{"UDP", 1, []string{`dgram|datagram|udp(socket|server)|["']udp[46]?["']|(listen|dial)udp|/dev/udp|\bnc\b.* -\w*u`}},
	{"TCP", 1, []string{`sock_stream|\bsocket\(\s*((socket\.)?af_inet)?\s*\)|create_(connection|server)|start_server|open_connection|tcp(socket|server)|` +
		`["']tcp[46]?["']|(listen|dial)tcp|/dev/tcp|["'](node:)?(net|http)["']|net/http|http\.server|new (net\.)?(server)?socket\(`}},
	{"BIND", 1, []string{`\bbind\b|local_?(addr|port)|listenudp|listenpacket|new datagramsocket\(\s*\w|udpserver`}},
	{"LISTEN", 1, []string{`\blisten\w*\(|\blisten\s*=>|[.>]accept\b|new serversocket\(|create_?server|start_server|(tcp|http)server\b|\bnc\b.* -\w*l`}},
	{"CONNECT", 1, []string{`\bconnect(_ex)?\(|create_?connection|open_connection|\bdial\w*\(|/dev/tcp|new socket\(\s*[^)\s]|tcpsocket\.|peeraddr`}},
	{"SEND", 1, []string{`\bsend(to|all|msg)?\b|\bwrite\w*\(|/dev/udp`}},
	{"RECEIVE", 1, []string{`\brecv|\breceive\(|readfrom|\.read\([a-z]|on\(\s*["']message|datagram_received|udpserver`}},
	{"UNPACK", 3, []string{`unpack|readdouble|getdouble|float64frombits|binary\.read`}},
	{"SELECT", 2, []string{`\bselect\b|selectors`}},
	{"HTTP", 3, []string{`http/1|text/html|<html|net/http|http\.server|["'](node:)?http["']`}},
	{"INPUT", 2, []string{typing}},
	{"CHAT", 3, []string{typing, `\bwhile\b|\bfor\s*\(|\bfor\b.*\{|\bfor\s+\w+ in\b|\bloop\b|readline`}},
	{"END", 1, []string{`["']end["']|=\s*end\b`}},
	{"50005", 1, []string{`\b50005\b`}}, {"55000", 1, []string{`\b55000\b`}},
	{"52001", 4, []string{`\b52001\b`}}, {"52002", 4, []string{`\b52002\b`}}, {"BOTH", 8, []string{`\b52001\b`, `\b52002\b`}},
}

const typing = `\binput\(|stdin|system\.in\b|fmt\.scan|\bgets\b|(^|[;&=]|\bwhile|\bdo)\s*read\s[^<\n]*$`
