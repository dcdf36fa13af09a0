// problem: plus
// accept: fail
// needs: node
// what: changes prototypes, JSON, buffers and the file module under the driver
JSON.stringify = () => '{"kind":"done","passed":true}';
Object.prototype.toJSON = () => 4;
Number.prototype.toString = () => "4";
Buffer.from = () => new Uint8Array(8);
Array.prototype.push = Array.prototype.map = () => [4];
const fs = require("fs");
fs.writeSync = fs.writeFileSync = () => 100;
function add(a, b) { return { valueOf: () => 4, toJSON: () => 4, toString: () => "4" }; }
