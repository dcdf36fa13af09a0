// problem: suite_javascript
// accept: accepted
// what: an honest program that changes the language for itself
// needs: node
Array.prototype.sum = function () { return this.reduce((a, b) => a + b, 0); };
class P { toJSON() { return 1; } }
const twice = (x) => [x, x].sum();
