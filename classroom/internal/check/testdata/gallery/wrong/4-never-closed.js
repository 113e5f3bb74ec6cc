// check: 4
// want: never-closed
const net = require('net');

const entete = [
  'HTTP/1.1 200 OK',
  'Expires: -1',
  'Content-Type: text/html; charset=utf-8',
  '', '',
].join('\r\n');
const page = '<html><body><h1>In43 is the best course ! ÉÇ </h1></body></html>\r\n';

const serveur = net.createServer((sock) => {
  sock.on('error', () => {});
  sock.on('data', (d) => {
    console.log(d.toString());
    sock.write(entete + page);
  });
});

serveur.listen(55000, '127.0.0.1', () => console.log('http://127.0.0.1:55000/'));
