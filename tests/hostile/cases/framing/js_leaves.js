// problem: plus
// accept: fail
// needs: node
// what: leaves with status 0, at once and in every handler that runs at the end
process.on("exit", () => { process.exitCode = 0; });
globalThis.add = (a, b) => { process.reallyExit ? process.reallyExit(0) : process.exit(0); };
function add(a, b) { process.reallyExit(0); }
