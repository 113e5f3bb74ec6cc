// check: 2.1.5
// want: no-loop
const dgram = require('dgram');

const sockets = [dgram.createSocket('udp4'), dgram.createSocket('udp4')];
let timer;
const stop = () => sockets.forEach((s) => s.close());
const wait = () => {
  clearTimeout(timer);
  timer = setTimeout(stop, 10000);
};
sockets[0].on('message', (m) => {
  wait();
  console.log('sensor', m.toString('ascii'));
});
sockets[1].on('message', (m) => {
  wait();
  if (m.length < 40) return;
  const numbers = [8, 12, 16, 20].map((i) => m.readInt32LE(i)).concat([24, 28, 32, 36].map((i) => m.readFloatLE(i)));
  console.log('drone', new Date(m.readDoubleLE(0) * 1000).toISOString(), numbers.join(' '));
});
sockets[0].bind(52001);
sockets[1].bind(52002);
wait();
