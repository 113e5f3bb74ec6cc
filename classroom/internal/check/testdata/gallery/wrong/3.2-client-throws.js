// check: 3.2-client
// want: crashed
const net = require('net');
const readline = require('readline');

const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
const s = net.connect(55000, '127.0.0.1', () => rl.question('> ', (line) => s.write(line)));
s.on('data', (data) => {
  console.log(texte);
  rl.question('> ', (line) => s.write(line));
});
