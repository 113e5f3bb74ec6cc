// check: 2.1.1-sender
// want: wrong-encoding
const dgram = require('dgram');

const client = dgram.createSocket('udp4');
// unicode, as for the strings of javascript
const texte = Buffer.from('Hello, World!', 'utf16le');

client.send(texte, 50005, '127.0.0.1', (err) => {
  console.log(err ? 'erreur ' + err : 'message envoyé');
  client.close();
});
