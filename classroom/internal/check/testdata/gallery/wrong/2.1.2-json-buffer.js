// check: 2.1.2
// want: bytes-printed
const socket = require("dgram").createSocket("udp4");

socket.on("message", (message) => console.log(JSON.stringify(message)));
socket.bind(52001);
