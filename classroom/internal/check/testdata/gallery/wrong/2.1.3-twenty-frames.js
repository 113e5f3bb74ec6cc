// check: 2.1.3
// want: no-loop
const dgram = require('dgram');

const socket = dgram.createSocket('udp4');
let n = 0;
socket.on('message', (m) => {
  if (m.length < 40) return;
  console.log(new Date(m.readDoubleLE(0) * 1000), m.readInt32LE(8), m.readInt32LE(12), m.readInt32LE(16), m.readInt32LE(20),
    m.readFloatLE(24), m.readFloatLE(28), m.readFloatLE(32), m.readFloatLE(36));
  if (++n === 20) socket.close();
});
socket.bind(52002);
