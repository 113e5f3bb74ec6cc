// check: 2.1.3
const dgram = require('dgram');

const noms = ['pitch', 'roll', 'yaw', 'battery'];
const noms2 = ['barometer', 'agx', 'agy', 'agz'];

const drone = dgram.createSocket('udp4');
drone.on('message', (trame) => {
  if (trame.length < 40) {
    console.log('trame de', trame.length, 'octets ?');
    return;
  }
  console.log('date      :', trame.readDoubleLE(0));
  noms.forEach((nom, i) => console.log(nom, ':', trame.readInt32LE(8 + 4 * i)));
  noms2.forEach((nom, i) => console.log(nom, ':', trame.readFloatLE(24 + 4 * i).toFixed(3)));
});
drone.bind(52002);
