// check: 4
// want: bad-reply
// The page is in a file that is not there.
const fs = require('fs');
const http = require('http');

http.createServer((req, res) => {
  console.log(req.method, req.url, req.headers);
  fs.readFile('pages/index.html', (err, data) => {
    if (err) {
      res.writeHead(500, { 'Content-Type': 'text/plain' });
      res.end('Internal Server Error');
      return;
    }
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    res.end(data);
  });
}).listen(55000, '127.0.0.1');
