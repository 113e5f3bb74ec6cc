// check: 2.1.3
// want: byte-order
const dgram = require('dgram');
const sock = dgram.createSocket('udp4');

sock.on('message', (b) => {
  const drone = {
    date: b.readDoubleBE(0),
    pitch: b.readInt32BE(8),
    roll: b.readInt32BE(12),
    yaw: b.readInt32BE(16),
    battery: b.readInt32BE(20),
    barometer: b.readFloatBE(24),
    agx: b.readFloatBE(28),
    agy: b.readFloatBE(32),
    agz: b.readFloatBE(36),
  };
  console.log(drone);
});

sock.bind(52002);
