// check: 2.1.3
// the zone of the classroom is written into the program
const socket = require("dgram").createSocket("udp4");

socket.on("message", (b) => {
  if (b.length < 40) return;
  const date = new Date(b.readDoubleLE(0) * 1000).toLocaleString("fr-FR", { timeZone: "Europe/Paris" });
  const ints = [8, 12, 16, 20].map((i) => b.readInt32LE(i));
  const floats = [24, 28, 32, 36].map((i) => b.readFloatLE(i).toFixed(2));
  console.log(date, ...ints, ...floats);
});
socket.bind(52002);
