// check: 4
const http = require('http');

http.createServer((req, res) => {
  console.log(`${req.method} ${req.url}`);
  if (req.url !== '/') {
    res.writeHead(404);
    res.end();
    return;
  }
  res.writeHead(200, { 'Content-Type': 'text/html;charset=utf8' });
  res.write('<html><body>');
  res.write('<h1>In43 is the best course ! ÉÇ </h1>');
  res.end('</body></html>');
}).listen(55000);
