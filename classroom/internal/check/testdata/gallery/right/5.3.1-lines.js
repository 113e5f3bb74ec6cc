// check: 5.3.1
const rl = require('readline').createInterface({ input: process.stdin });

rl.on('line', (l) => {
  if (l === 'end') {
    console.log('fini');
    process.exit(0);
  }
  console.log('vous : ' + l);
});
