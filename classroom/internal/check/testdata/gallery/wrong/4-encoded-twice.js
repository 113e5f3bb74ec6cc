// check: 4
// want: wrong-encoding
const net = require('net');

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n';
const page = '<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n';

net.createServer((c) => {
  c.on('error', () => {});
  c.once('data', (d) => {
    console.log(d.toString());
    c.end(head + Buffer.from(page, 'utf8').toString('latin1'), 'utf8');
  });
}).listen(55000, '127.0.0.1');
