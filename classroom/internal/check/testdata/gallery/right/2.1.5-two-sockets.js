// check: 2.1.5
const dgram = require('dgram');

function ecouter(port, afficher) {
  const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  s.on('message', (msg, info) => afficher(msg, info.address));
  s.bind(port, '10.9.127.207');
}

ecouter(52001, (msg, ip) => console.log(`[GPS ${ip}] ${msg.toString('ascii').trim()}`));

ecouter(52002, (b, ip) => {
  if (b.length < 40) return;
  console.log(`[DRONE ${ip}]`, {
    date: new Date(b.readDoubleLE(0) * 1000).toString(),
    pitch: b.readInt32LE(8), roll: b.readInt32LE(12), yaw: b.readInt32LE(16),
    battery: b.readInt32LE(20), barometer: b.readFloatLE(24),
    agx: b.readFloatLE(28), agy: b.readFloatLE(32), agz: b.readFloatLE(36),
  });
});
