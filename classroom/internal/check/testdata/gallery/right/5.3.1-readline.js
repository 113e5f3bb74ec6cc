// check: 5.3.1
// It ends when nothing is left to wait for: the terminal is closed.
const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout, terminal: false });

const ask = () => rl.question('? ', (answer) => {
  console.log(answer);
  if (answer === 'end') {
    rl.close();
  } else {
    ask();
  }
});
ask();
