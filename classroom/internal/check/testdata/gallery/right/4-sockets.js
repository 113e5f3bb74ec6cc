// check: 4
const net = require('net');

const page = Buffer.from('<html><head><meta charset="utf-8"/></head>' +
  '<body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n', 'utf8');

net.createServer((c) => {
  c.on('error', () => {});
  c.once('data', (d) => {
    console.log(`--- ${c.remoteAddress}:${c.remotePort}`);
    console.log(d.toString('utf8'));
    c.write('HTTP/1.1 200 OK\r\n');
    c.write('Date: ' + new Date().toUTCString() + '\r\n');
    c.write('Content-Type: text/html; charset=UTF-8\r\n');
    c.write('Connection: close\r\n\r\n');
    c.end(page);
  });
}).listen(55000, '0.0.0.0');
