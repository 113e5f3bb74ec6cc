// check: 2.1.2
// want: deaf-bind
const dgram = require('dgram');
const server = dgram.createSocket('udp4');

server.on('message', function (msg, rinfo) {
  console.log(rinfo.address + ':' + rinfo.port + ' > ' + msg.toString('ascii'));
});

server.on('listening', function () {
  console.log('listening', server.address());
});

server.bind(52001, 'localhost');
