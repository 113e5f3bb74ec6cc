// check: 3.1-client
const net = require('net');

const s = new net.Socket();
s.setEncoding('utf8');
console.log('connecting...');
s.connect(55000, '127.0.0.1', () => {
  console.log('sending data...');
  s.write('Hello, Everyone!');
});

let texte = '';
s.on('data', (d) => {
  texte += d;
  if (texte.length >= 'Hello, Everyone!'.length) s.end();
});
s.on('close', () => console.log('received data:', texte));
