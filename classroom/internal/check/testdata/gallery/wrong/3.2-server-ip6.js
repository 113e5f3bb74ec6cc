// check: 3.2-server
// want: wrong-address
const net = require('net');
const readline = require('readline');

const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
const server = net.createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('data', (text) => {
    console.log('< ' + text);
    rl.question('> ', (line) => socket.write(line));
  });
  socket.on('end', () => process.exit(0));
});
server.listen(55000, '::1');
