// SPDX-License-Identifier: Apache-2.0
// A suite in the candidate's own process. The run's nonce lies masked in a closure until the suite has come to its end.
"use strict";
(() => {
  const fs = require("fs"), path = require("path"), vm = require("vm"), Module = require("module");
  const nodeAssert = require("assert");
  const { readSync, writeSync, readFileSync } = fs;
  const { apply, ownKeys, getOwnPropertyDescriptor } = Reflect;
  const { defineProperty, freeze, getPrototypeOf } = Object;
  const CHANNEL = 3, SIZE = 32;
  const exit = process.reallyExit.bind(process);
  const runScript = vm.Script.prototype.runInThisContext;
  const alloc = Buffer.alloc, from = Buffer.from, stringify = JSON.stringify;
  const activeResources = process.getActiveResourcesInfo.bind(process), soon = setImmediate;

  function readExactly(n) {
    const bytes = alloc(n);
    for (let have = 0; have < n;) {
      const got = readSync(CHANNEL, bytes, have, n - have, null);
      if (got === 0) exit(70);
      have += got;
    }
    return bytes;
  }

  // The nonce never becomes a string, which a heap snapshot would show, and stands in no buffer as it is.
  const mask = require("crypto").randomBytes(SIZE);
  const masked = (() => {
    const hello = readExactly(readExactly(4).readUInt32BE(0));
    const at = hello.indexOf('"nonce":"') + 9;
    const own = alloc(SIZE);
    for (let i = 0; i < SIZE; i++) own[i] = hello[at + i] ^ mask[i];
    hello.fill(0);
    return own;
  })();

  function writeFrame(parts) {
    const sizes = parts.reduce((sum, part) => sum + part.length, 0);
    const frame = alloc(4 + sizes);
    frame.writeUInt32BE(sizes, 0);
    let at = 4;
    for (const part of parts)
      for (let i = 0; i < part.length; i++) frame[at++] = part[i];
    for (let done = 0; done < frame.length;) done += writeSync(CHANNEL, frame, done, frame.length - done);
  }

  let isOver = false;
  function fail(kind, error) {
    if (isOver) return;
    isOver = true;
    let type = "Error", message = "", line = 0;
    try {
      type = String(error && error.constructor && error.constructor.name || typeof error).slice(0, 100);
      message = String(error && error.message !== undefined ? error.message : error).split("\n")[0].slice(0, 500);
      const place = /candidate\.js:(\d+)/.exec(String(error && error.stack));
      line = place ? Number(place[1]) : 0;
    } catch {
      // What it throws may throw when looked at.
    }
    writeFrame([from(stringify({ kind, type, message, line }))]);
    exit(0);
  }

  class SuiteFailure extends nodeAssert.AssertionError {}
  const isAssertion = (error) => error instanceof nodeAssert.AssertionError;

  // console.assert only prints in Node; here it ends the run, whoever would catch it.
  function consoleAssert(condition, ...words) {
    if (condition) return;
    const error = new SuiteFailure({ message: words.length > 0 ? String(words[0]) : "console.assert failed" });
    Error.captureStackTrace(error, consoleAssert);
    fail("failed", { constructor: { name: "AssertionError" }, message: error.message, stack: suiteLine(error) });
  }
  const suiteLine = (error) => String(error.stack);

  const lock = (object, key, value) => defineProperty(object, key, { value, writable: false, configurable: false });

  // What suites are written in must mean what it meant before the candidate came.
  function lockMethods(object, except) {
    for (const key of ownKeys(object)) {
      const own = getOwnPropertyDescriptor(object, key);
      if (!own.configurable || except.includes(key)) continue;
      if (typeof own.value === "function") lock(object, key, own.value);
      else if (own.get) defineProperty(object, key, { configurable: false });
    }
  }
  // Stays what it is here, and can still be assigned to in objects that inherit it.
  function lockSoftly(object, key) {
    const own = getOwnPropertyDescriptor(object, key);
    const value = own && own.value;
    defineProperty(object, key, {
      get: () => value,
      set(given) {
        if (this !== object) defineProperty(this, key, { value: given, writable: true, enumerable: true, configurable: true });
      },
      enumerable: false, configurable: false,
    });
  }
  lock(console, "assert", consoleAssert);
  lock(globalThis, "console", console);
  const soft = ["toString", "valueOf", "toLocaleString", "toJSON", "constructor"];
  const iterators = [[][Symbol.iterator](), new Map().entries(), new Set().values(), ""[Symbol.iterator](),
    "".matchAll(/x/g), (function* () {})(), (async function* () {})()];
  const prototypes = [Map, Set, WeakMap, WeakSet, Array, String, Number, Boolean, BigInt, Symbol, RegExp, Date, Promise,
    Function, getPrototypeOf(Uint8Array), ArrayBuffer].map((it) => it.prototype);
  for (const it of [JSON, Math, Object, Array, Number, String, BigInt, Symbol, Date, Reflect, Promise, Map, Set,
    ...prototypes.filter((one) => one !== Function.prototype)])
    lockMethods(it, soft);
  for (const it of iterators)
    for (let one = getPrototypeOf(it); one !== Object.prototype; one = getPrototypeOf(one)) lockMethods(one, soft);
  for (const name of ["call", "apply", "bind", Symbol.hasInstance]) lock(Function.prototype, name, Function.prototype[name]);
  for (const it of [Object.prototype, ...prototypes]) {
    for (const key of soft.slice(0, 4)) {
      const own = getOwnPropertyDescriptor(it, key);
      if (key === "toJSON" || (own && own.configurable && it !== Function.prototype)) lockSoftly(it, key);
    }
  }
  for (const name of ["JSON", "Math", "Object", "Array", "Number", "String", "Boolean", "Map", "Set", "BigInt", "Reflect"])
    lock(globalThis, name, globalThis[name]);
  for (const it of [nodeAssert, nodeAssert.strict]) freeze(it);

  // What looks into closures and scripts, or ends what a suite waits for.
  function denied() {
    throw new Error("not here");
  }
  const inspector = require("inspector"), v8 = require("v8");
  for (const name of ["connect", "connectToMainThread", "post"])
    if (inspector.Session.prototype[name]) lock(inspector.Session.prototype, name, denied);
  for (const name of ["getHeapSnapshot", "writeHeapSnapshot", "setFlagsFromString", "queryObjects"])
    if (v8[name]) lock(v8, name, denied);
  lock(require("async_hooks"), "createHook", denied);
  for (const name of ["binding", "_linkedBinding"]) lock(process, name, denied);

  const folder = __dirname;
  const candidatePath = path.join(folder, "candidate.js"), suitePath = path.join(folder, "suite.js");
  const requireOf = (file) => {
    const require = Module.createRequire(file);
    const places = ["/usr/local/lib/node_modules", "/usr/lib/node_modules", "/usr/share/nodejs", "/usr/lib/nodejs"];
    return function required(name) {
      try {
        return require(name);
      } catch (error) {
        if (!error || error.code !== "MODULE_NOT_FOUND" || !/^[a-z@][\w@./-]*$/.test(name)) throw error;
        return require(require.resolve(name, { paths: places }));
      }
    };
  };
  const suiteRequire = requireOf(suitePath);
  const pinned = { assert: nodeAssert, "node:assert": nodeAssert, "assert/strict": nodeAssert.strict,
    "node:assert/strict": nodeAssert.strict };
  const suiteSource = readFileSync(suitePath, "utf8");
  for (const [, name] of suiteSource.matchAll(/require\(\s*["'`]([\w:/]+)["'`]\s*\)/g))
    if (Module.isBuiltin(name) && !pinned[name]) pinned[name] = { ...require(name) };
  // The suite's text holds the answers: it goes, and functions of the suite do not show theirs.
  fs.unlinkSync(suitePath);
  const textOf = Function.prototype.toString;
  const isWithin = String.prototype.includes;
  lock(Function.prototype, "toString", function toString() {
    const text = apply(textOf, this, []);
    return apply(isWithin, suiteSource, [text]) ? "function () { [native code] }" : text;
  });
  // The suite's own scope: these names are the language's there, whatever the candidate calls so.
  const names = ["JSON", "Math", "Object", "Array", "Number", "String", "Boolean", "Map", "Set", "WeakMap", "WeakSet",
    "BigInt", "Symbol", "RegExp", "Date", "Reflect", "Proxy", "Promise", "Function", "Error", "TypeError", "RangeError",
    "SyntaxError", "isNaN", "isFinite", "parseInt", "parseFloat", "setTimeout", "setInterval", "setImmediate",
    "clearTimeout", "clearInterval", "clearImmediate", "queueMicrotask", "structuredClone", "console", "globalThis"];
  const values = names.map((name) => globalThis[name]);

  const module = { exports: {} };
  lock(globalThis, "require", requireOf(candidatePath));
  globalThis.module = module;
  globalThis.exports = module.exports;
  globalThis.__filename = candidatePath;
  globalThis.__dirname = folder;
  process.argv = [process.argv[0], candidatePath];

  function script(source, filename) {
    try {
      return new vm.Script(source, { filename });
    } catch (error) {
      fail("syntax", error);
    }
  }

  let hasLoaded = false, hasReturned = false, isDone = false;
  process.setUncaughtExceptionCaptureCallback((error) => fail(isAssertion(error) ? "failed" : "raised", error));
  lock(process, "setUncaughtExceptionCaptureCallback", denied);
  const emit = process.emit;
  lock(process, "emit", function (name, error) {
    if (name === "unhandledRejection") fail(isAssertion(error) ? "failed" : "raised", error);
    return apply(emit, process, arguments);
  });
  const isStream = /^(TTY|Pipe|File|Signal|TickObject)/, isMatch = RegExp.prototype.test;
  function isWaiting() {
    const all = activeResources();
    for (let i = 0; i < all.length; i++)
      if (!apply(isMatch, isStream, [all[i]])) return true;
    return false;
  }
  // Anybody can emit this event: it counts when nothing is waited for any more, one turn of the loop later.
  process.on("beforeExit", () => {
    if (!hasReturned || isDone || isOver || isWaiting()) return;
    soon(() => {
      if (isDone || isOver || isWaiting()) return;
      isDone = true;
      const nonce = alloc(SIZE);
      for (let i = 0; i < SIZE; i++) nonce[i] = masked[i] ^ mask[i];
      writeFrame([from('{"kind":"done","nonce":"'), nonce, from('"}')]);
    });
  });

  // One script after the other in one global scope: the suite sees the candidate's names, and its own come first.
  const candidate = script(readFileSync(candidatePath, "utf8"), candidatePath);
  const suite = script(`(function (${names}) { return function (require) {${suiteSource}\n} })`, suitePath);
  try {
    apply(runScript, candidate, []);
    hasLoaded = true;
    const body = apply(apply(runScript, suite, []), undefined, values);
    body((name) => pinned[name] || suiteRequire(name));
    hasReturned = true;
  } catch (error) {
    fail(!hasLoaded ? "load_raised" : isAssertion(error) ? "failed" : "raised", error);
  }
})();
