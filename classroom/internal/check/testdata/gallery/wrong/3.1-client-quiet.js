// check: 3.1-client
// want: no-output
const net = require('net');

const client = net.connect(55000, '127.0.0.1', () => {
  console.log('connecté');
  client.write('Hello, Everyone!');
});

let reponse = '';
client.on('data', (data) => {
  reponse += data.toString();
  client.end();
});
client.on('close', () => console.log('fin'));
