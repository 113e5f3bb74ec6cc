// check: 3.2-server
// want: wrong-message
// The line is copied into a buffer, which keeps the rest of a longer line before it.
const net = require('net');
const readline = require('readline');

const buffer = Buffer.alloc(1024);
const keyboard = readline.createInterface({ input: process.stdin });
const server = net.createServer(s => {
  s.on('data', data => {
    console.log('client:', data.toString());
    keyboard.once('line', line => {
      buffer.write(line);
      s.write(buffer.subarray(0, buffer.indexOf(0)));
    });
  });
  s.on('end', () => process.exit());
});
server.listen(55000, '127.0.0.1');
