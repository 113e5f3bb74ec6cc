// check: 2.1.3
// toLocaleString writes U+2212 for minus
const socket = require("dgram").createSocket("udp4");

socket.on("message", (m) => {
  if (m.length < 40) return;
  console.log(new Date(m.readDoubleLE(0) * 1000).toLocaleString("sv-SE"));
  const numbers = [8, 12, 16, 20].map((i) => m.readInt32LE(i)).concat([24, 28, 32, 36].map((i) => m.readFloatLE(i)));
  console.table(numbers.map((n) => n.toLocaleString("sv-SE")));
});
socket.bind(52002);
