// problem: roomy
// accept: fail
// needs: node
// what: the same through array buffers, where a runtime may reserve all the address space it likes
const hoard = [];
for (;;) {
	let b;
	try { b = new Uint8Array(4 * 1024 ** 3); } catch { continue; }
	hoard.push(b);
	let sum = 0;
	for (let i = 0; i < b.length; i += 2 << 20) sum += b[i];
}
