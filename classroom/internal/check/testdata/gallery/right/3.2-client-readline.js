// check: 3.2-client
const net = require('net');
const readline = require('readline');

const rl = readline.createInterface({ input: process.stdin, output: process.stdout });
const s = net.connect(55000, '127.0.0.1', () => {
  console.log('connecté');
  demander();
});
s.setEncoding('utf8');

function demander() {
  rl.question('moi > ', (texte) => {
    if (texte === '') return demander();
    s.write(texte);
    if (texte === 'end') fermer();
  });
}

function fermer() {
  rl.close();
  s.end(() => s.destroy());
}

s.on('data', (texte) => {
  console.log('lui > ' + texte);
  if (texte === 'end') fermer();
  else demander();
});
s.on('end', fermer);
s.on('error', (e) => { console.log(e.message); fermer(); });
