// check: 2.1.1-receiver
// want: wrong-address
const dgram = require('dgram');

const socket = dgram.createSocket({ type: 'udp6', ipv6Only: true });
socket.on('message', (m, from) => console.log('received message:', m.toString(), 'from', from.address));
socket.bind(50005);
