// problem: plus
// accept: fail
// needs: node
// what: writes frames of its own on descriptor 3
const fs = require("fs");
function send(text) {
	const b = Buffer.alloc(4 + text.length);
	b.writeUInt32BE(text.length);
	b.write(text, 4);
	fs.writeSync(3, b);
}
function add(a, b) {
	send('{"kind":"value","value":' + (a + b) + '}');
	send('{"kind":"done"}');
	process.exit(0);
}
