// check: 2.1.1-receiver
const dgram = require('dgram');
const socket = dgram.createSocket('udp4');

socket.on('message', (msg, from) => {
  console.log('message reçu :', msg.toString('utf8'));
  console.log('de', `${from.address}:${from.port}`);
});
socket.on('listening', () => console.log('prêt'));
socket.bind(50005, '127.0.0.1');
