// check: 3.2-server
const net = require('net');
const readline = require('readline');

const keyboard = readline.createInterface({ input: process.stdin, output: process.stdout, terminal: false });
keyboard.on('close', () => process.exit(0));

const server = net.createServer((socket) => {
  server.close();
  const ask = () => keyboard.question('you: ', (text) => {
    if (text === '') {
      ask();
      return;
    }
    socket.write(text);
    if (text === 'end') {
      process.exit(0);
    }
  });
  socket.on('data', (data) => {
    console.log('peer: ' + data.toString('utf8'));
    if (data.toString('utf8') === 'end') {
      process.exit(0);
    }
    ask();
  });
  socket.on('close', () => process.exit(0));
});
server.listen(55000, '127.0.0.1');
