// check: 4
// want: wrong-message
const http = require('http');

http.createServer((req, res) => {
  console.log(`${req.method} ${req.url} HTTP/${req.httpVersion}`);
  console.log(req.headers);
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.end('<html><body><script>const text = "In43 is the best course ! ÉÇ";</script></body></html>');
}).listen(55000, '127.0.0.1');
