package match

import "testing"

// A program that does not compile says so in many ways.
func TestCompileError(t *testing.T) {
	for _, test := range []struct{ errors, want string }{
		{"# command-line-arguments\n./b.go:3:16: \"os\" imported and not used\n./b.go:5:15: declared and not used: x\n", `./b.go:3:16: "os" imported and not used`},
		{"B.java:2: error: ';' expected\n    int x = 1\n             ^\n1 error\nerror: compilation failed\n", "B.java:2: error: ';' expected"},
		{"x.c: In function 'main':\nx.c:4:2: error: unknown type name 'foo'\n", "x.c:4:2: error: unknown type name 'foo'"},
		{"error[E0425]: cannot find value `x` in this scope\n --> src/main.rs:2:5\n", "error[E0425]: cannot find value `x` in this scope"},
		{"a.sh: line 3: syntax error: unexpected end of file\n", "a.sh: line 3: syntax error: unexpected end of file"},
		{"  File \"/home/me/a.py\", line 3\n    s.bind(1\n          ^\nSyntaxError: '(' was never closed\n", "a.py, line 3: SyntaxError: '(' was never closed"},
		{"  File \"a.py\", line 4\n    y=2\nTabError: inconsistent use of tabs and spaces in indentation\n", "a.py, line 4: TabError: inconsistent use of tabs and spaces in indentation"},
		{"Traceback (most recent call last):\n  File \"/x/c.py\", line 1, in <module>\n    import helper\n  File \"/x/helper.py\", line 1\n    x = (\n        ^\nSyntaxError: '(' was never closed\n", "helper.py, line 1: SyntaxError: '(' was never closed"},
		{"/x/c.js:1\nconst = 3;\n      ^\n\nSyntaxError: Unexpected token '='\n    at wrapSafe (node:internal/modules/cjs/loader:1464:18)\n", "c.js, line 1: SyntaxError: Unexpected token '='"},

		{"Traceback (most recent call last):\n  File \"/x/c.py\", line 1, in <module>\n    eval(\"(\")\n  File \"<string>\", line 1\n    (\n    ^\nSyntaxError: '(' was never closed\n", ""},
		{"<anonymous_script>:1\nx\n^\n\nSyntaxError: Unexpected token 'x', \"x\" is not valid JSON\n    at JSON.parse (<anonymous>)\n    at Object.<anonymous> (/x/c.js:1:6)\n", ""},
		{"2024/01/01 10:00:00 main.go:12: listen tcp 127.0.0.1:55000: bind: address already in use\n", ""},
		{"", ""},
	} {
		if got := CompileError(test.errors); got != test.want {
			t.Errorf("%q: %q, want %q", test.errors, got, test.want)
		}
	}
}

// What has ended a program is told by the first line of a panic or an exception, and the
// line of the program.
func TestErrorLines(t *testing.T) {
	for _, test := range []struct{ errors, want string }{
		{
			"panic: runtime error: index out of range [3] with length 0\n\ngoroutine 1 [running]:\nmain.f(...)\n\t/x/a.go:5\nmain.main()\n\t/x/a.go:6 +0xa\nexit status 2\n",
			"panic: runtime error: index out of range [3] with length 0\nin a.go, line 5",
		},
		{
			"panic: nil pointer\n\ngoroutine 1 [running]:\nnet.(*conn).Read(0x0)\n\t/usr/local/go/src/net/net.go:12 +0xa\nmain.main()\n\t/x/a.go:6 +0xa\n",
			"panic: nil pointer\nin a.go, line 6",
		},
		{
			"Exception in thread \"main\" java.net.ConnectException: Connection refused\n\tat java.base/sun.nio.ch.Net.connect(Net.java:579)\n\tat A.f(A.java:2)\n\tat A.main(A.java:3)\n",
			"java.net.ConnectException: Connection refused\nin A.java, line 2",
		},
		{
			"Exception in thread \"main\" java.lang.RuntimeException: oups\n\tat D.main(D.java:2)\nCaused by: java.lang.NullPointerException: no\n\tat D.main(D.java:1)\n",
			"java.lang.RuntimeException: oups\nCaused by: java.lang.NullPointerException: no\nin D.java, line 2",
		},
		{
			"node:events:502\n      throw er; // Unhandled 'error' event\n      ^\n\nError: connect ECONNREFUSED 127.0.0.1:1\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)\nEmitted 'error' event on Socket instance at:\n    at emitErrorNT (node:internal/streams/destroy:169:8) {\n  errno: -111,\n  port: 1\n}\n\nNode.js v20.20.2\n",
			"Error: connect ECONNREFUSED 127.0.0.1:1",
		},
		{
			"/x/b.js:1\nfunction g(){ foo.bar(); }\n              ^\n\nReferenceError: foo is not defined\n    at g (/x/b.js:1:15)\n    at Object.<anonymous> (/x/b.js:2:1)\n    at Module._compile (node:internal/modules/cjs/loader:1521:14)\n\nNode.js v20.20.2\n",
			"ReferenceError: foo is not defined\nin b.js, line 1",
		},
		{
			"node:internal/modules/cjs/loader:1210\n  throw err;\n  ^\n\nError: Cannot find module 'nosuch'\nRequire stack:\n- /x/e.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)\n    at Object.<anonymous> (/x/e.js:1:9)\n",
			"Error: Cannot find module 'nosuch'\nin e.js, line 1",
		},
		{"\nthread 'main' (24096) panicked at src/a.rs:7:66:\nbad\nstack backtrace:\n   3: a::main\n", "bad\nin a.rs, line 7"},
		{"bind: Address already in use\nexit status 1\n", "bind: Address already in use"},
		{"Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\n    f()\n  File \"a.py\", line 2, in f\n    foo()\nNameError: name 'foo' is not defined\n", "  File \"a.py\", line 2, in f\n    foo()\nNameError: name 'foo' is not defined"},
		{
			"Traceback (most recent call last):\n  File \"/x/a.py\", line 9, in <module>\n    m = json.loads(d)\n        ^^^^\n  File \"/usr/lib/python3.11/json/decoder.py\", line 355, in raw_decode\n    raise JSONDecodeError(s)\njson.decoder.JSONDecodeError: Expecting value\n",
			"  File \"/x/a.py\", line 9, in <module>\n    m = json.loads(d)\njson.decoder.JSONDecodeError: Expecting value",
		},
	} {
		if got := ErrorLines(test.errors); got != test.want {
			t.Errorf("%q:\n%s\nwant\n%s", test.errors, got, test.want)
		}
	}
}

// A traceback that passes through a file with the name of a module shows that this file
// was imported in its place.
func TestHiddenModule(t *testing.T) {
	const head = "Traceback (most recent call last):\n  File \"/x/mine.py\", line 1, in <module>\n    import socket\n"
	for _, test := range []struct{ errors, main, want string }{
		{head + "  File \"/x/socket.py\", line 3, in <module>\n    s = foo\nNameError: name 'foo' is not defined\n", "mine.py", "socket"},
		{head + "  File \"/usr/lib/python3.11/socket.py\", line 3, in <module>\n    import selectors\n  File \"/usr/lib/python3.11/selectors.py\", line 9, in <module>\n    import select\n  File \"/x/select.py\", line 2\n    print \"x\"\nSyntaxError: no\n", "mine.py", "select"},
		{"Traceback (most recent call last):\n  File \"/x/socket.py\", line 1, in <module>\n    import socket\n  File \"/x/socket.py\", line 3, in <module>\n    s = socket.socket()\nAttributeError: no\n", "socket.py", "socket"},
		{"Traceback (most recent call last):\n  File \"/x/mine.py\", line 9, in <module>\n    f()\n  File \"/x/random.py\", line 3, in choice\n    return x\nNameError: no\n", "mine.py", "random"},

		{"Traceback (most recent call last):\n  File \"/x/test.py\", line 9, in <module>\n    f()\n  File \"/x/test.py\", line 3, in f\n    foo\nNameError: no\n", "test.py", ""},
		{"Exception in thread Thread-1:\nTraceback (most recent call last):\n  File \"/usr/lib/python3.11/threading.py\", line 1038, in run\n    f()\n  File \"/x/code.py\", line 3, in f\n    foo\nNameError: no\n", "code.py", ""},
		{head + "  File \"/usr/lib/python3.11/socket.py\", line 3, in <module>\n    x\nOSError: no\n", "mine.py", ""},
		{head + "  File \"C:\\Python311\\Lib\\socket.py\", line 3, in <module>\n    x\nOSError: no\n", "mine.py", ""},
		{head + "  File \"/x/helper.py\", line 3, in <module>\n    x\nNameError: no\n", "mine.py", ""},
	} {
		if got := HiddenModule(test.errors, []string{test.main}); got != test.want {
			t.Errorf("%q: %q, want %q", test.errors, got, test.want)
		}
	}
}
