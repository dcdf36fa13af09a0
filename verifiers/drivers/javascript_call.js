// SPDX-License-Identifier: Apache-2.0
// Calls one function of the candidate's and sends plain data back. The expected value is not in this process.
"use strict";
(() => {
  const fs = require("fs"), path = require("path"), vm = require("vm"), Module = require("module");
  const { readSync, writeSync, readFileSync } = fs;
  const { getPrototypeOf, keys, is } = Object;
  const { isArray } = Array, { isInteger, isSafeInteger } = Number, { apply } = Reflect;
  const { alloc, from, concat } = Buffer;
  const stringify = JSON.stringify, encodeUtf8 = (text) => from(text, "utf8");
  const mapEach = Map.prototype.forEach, setEach = Set.prototype.forEach, TypedArray = getPrototypeOf(Uint8Array);
  const bigText = BigInt.prototype.toString, arrayJoin = Array.prototype.join;
  const runScript = vm.Script.prototype.runInThisContext;
  const exit = process.reallyExit.bind(process);
  const CHANNEL = 3, MAX_DEPTH = 200, MAX_INT_DIGITS = 120412;
  const builtinErrors = new Map([Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((e) =>
    [e.prototype, e.name]));
  const [objectProto, arrayProto, mapProto, setProto] = [Object, Array, Map, Set].map((c) => c.prototype);
  const getBuiltin = builtinErrors.get.bind(builtinErrors);

  function readExactly(n) {
    const bytes = alloc(n);
    for (let have = 0; have < n;) {
      const got = readSync(CHANNEL, bytes, have, n - have, null);
      if (got === 0) exit(70);
      have += got;
    }
    return bytes;
  }

  let hello, at = 0;
  function field() {
    const end = hello.indexOf(59, at);
    const text = hello.toString("latin1", at, end);
    at = end + 1;
    return text;
  }
  function bytes() {
    const n = Number(field());
    at += n;
    return hello.subarray(at - n, at);
  }
  function items(n) {
    const list = [];
    for (let i = 0; i < n; i++) list.push(value());
    return list;
  }
  function mapping(n) {
    const pairs = [];
    for (let i = 0; i < n; i++) pairs.push([value(), value()]);
    if (!pairs.every(([k]) => typeof k === "string")) return new Map(pairs);
    const object = {};
    for (const [k, v] of pairs)
      Object.defineProperty(object, k, { value: v, writable: true, enumerable: true, configurable: true });
    return object;
  }
  function surrogates(b) { // UTF-8 in which lone surrogates are allowed.
    let text = "";
    for (let i = 0; i < b.length;) {
      const c = b[i], n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
      let code = n === 1 ? c : c & (0xff >> (n + 1));
      for (let k = 1; k < n; k++) code = (code << 6) | (b[i + k] & 63);
      text += String.fromCodePoint(code);
      i += n;
    }
    return text;
  }
  function value() {
    const kind = String.fromCharCode(hello[at++]);
    switch (kind) {
      case "N": return null;
      case "T": return true;
      case "F": return false;
      case "I": {
        const text = field(), n = Number(text);
        return isSafeInteger(n) ? n : BigInt(text);
      }
      case "D": {
        const text = field();
        return text === "nan" ? NaN : text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
      }
      case "S": return surrogates(bytes());
      case "B": return Uint8Array.from(bytes());
      case "L": case "P": return items(Number(field()));
      case "E": return new Set(items(Number(field())));
      case "M": return mapping(Number(field()));
      default: exit(70);
    }
  }
  const WANTS_ARG0 = 1, HAS_MORE = 2;
  function readHello() {
    hello = readExactly(readExactly(4).readUInt32BE(0));
    at = 0;
    return { nonce: field(), maxBytes: Number(field()), flags: Number(field()), entry: bytes().toString("utf8"), args: value() };
  }
  const first = readHello(), { nonce, maxBytes, entry } = first;

  function send(body) {
    const payload = encodeUtf8('{"nonce":"' + nonce + '",' + body + "}"), head = alloc(4);
    head.writeUInt32BE(payload.length, 0);
    const frame = concat([head, payload]);
    for (let done = 0; done < frame.length;) done += writeSync(CHANNEL, frame, done, frame.length - done);
  }

  class Unencodable {
    constructor(kind, what) {
      this.kind = kind;
      this.what = what;
    }
  }
  let budget = maxBytes;
  function spend(text) {
    budget -= text.length;
    if (budget < 0) throw new Unencodable("too_large", "more than " + maxBytes + " bytes");
    return text;
  }
  function quoted(text) {
    if (text.length > maxBytes) throw new Unencodable("too_large", "a text of " + text.length + " characters");
    let isWellFormed = true;
    for (let i = 0; i < text.length && isWellFormed; i++) {
      const c = text.charCodeAt(i);
      if (c < 0xd800 || c > 0xdfff) continue;
      const next = text.charCodeAt(i + 1);
      isWellFormed = c < 0xdc00 && next >= 0xdc00 && next <= 0xdfff;
      i++;
    }
    if (isWellFormed) return stringify(text);
    const out = [];
    for (let i = 0; i < text.length; i++) {
      const code = text.codePointAt(i);
      if (code > 0xffff) i++;
      if (code < 0x80) out.push(code);
      else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return '{"$str":"' + from(out).toString("base64") + '"}';
  }
  function number(v) {
    if (v !== v) return '{"$float":"nan"}';
    if (v === Infinity || v === -Infinity) return '{"$float":"' + (v > 0 ? "inf" : "-inf") + '"}';
    if (is(v, -0)) return "-0.0";
    const text = "" + v;
    return isInteger(v) && !isSafeInteger(v) && !/e/.test(text) ? text + ".0" : text;
  }
  function nameOf(v) {
    try {
      const name = v.constructor.name;
      return typeof name === "string" && name ? name.slice(0, 100) : typeof v;
    } catch {
      return typeof v;
    }
  }
  function listed(parts, open, close) {
    return open + apply(arrayJoin, parts, [","]) + close;
  }
  function object(v, depth) {
    if (isArray(v)) {
      const parts = [];
      for (let i = 0; i < v.length; i++) parts.push(encode(v[i], depth + 1));
      return listed(parts, "[", "]");
    }
    const proto = getPrototypeOf(v);
    if (proto === mapProto) {
      const pairs = [];
      apply(mapEach, v, [(item, key) => pairs.push("[" + encode(key, depth + 3) + "," + encode(item, depth + 3) + "]")]);
      return listed(pairs, '{"$dict":[', "]}");
    }
    if (proto === setProto) {
      const parts = [];
      apply(setEach, v, [(item) => parts.push(encode(item, depth + 2))]);
      return listed(parts, '{"$set":[', "]}");
    }
    if (v instanceof Uint8Array) return spend('{"$bytes":"' + from(v).toString("base64") + '"}');
    if (v instanceof TypedArray) return object(Array.from(v), depth);
    if (proto !== objectProto && proto !== null) throw new Unencodable("not_plain", nameOf(v));
    const parts = [], names = keys(v);
    const isPlain = names.every((k) => k[0] !== "$" && quoted(k)[0] === '"');
    for (const k of names)
      parts.push(isPlain ? quoted(k) + ":" + encode(v[k], depth + 1)
        : "[" + encode(k, depth + 3) + "," + encode(v[k], depth + 3) + "]");
    return isPlain ? listed(parts, "{", "}") : listed(parts, '{"$dict":[', "]}");
  }
  function encode(v, depth) {
    if (depth > MAX_DEPTH) throw new Unencodable("too_large", "nested deeper than " + MAX_DEPTH + " levels");
    switch (typeof v) {
      case "undefined": return spend("null");
      case "boolean": return spend(v ? "true" : "false");
      case "number": return spend(number(v));
      case "string": return spend(quoted(v));
      case "bigint": {
        const text = apply(bigText, v, []);
        if (text.length > MAX_INT_DIGITS) throw new Unencodable("too_large", "an integer of " + text.length + " digits");
        return spend(text);
      }
      case "object": return v === null ? spend("null") : object(v, depth) + spend("");
      default: throw new Unencodable("not_plain", typeof v);
    }
  }

  function describe(error) {
    let type = typeof error, message = "", line = 0, isBuiltin = false;
    try {
      if (typeof error === "object" && error !== null) {
        const own = getBuiltin(getPrototypeOf(error));
        isBuiltin = own !== undefined;
        type = isBuiltin ? own : nameOf(error);
        if (typeof error.message === "string") message = error.message.slice(0, 500);
        const place = /(?:candidate\.js|assay_driver\.ts):(\d+)/.exec("" + error.stack);
        line = place ? Number(place[1]) : 0;
      } else {
        message = ("" + String(error)).slice(0, 500);
      }
    } catch {
      // What it throws may throw when looked at.
    }
    const safe = (text) => stringify(from(text, "utf8").toString("utf8"));
    return '"type":' + safe(type) + ',"builtin":' + isBuiltin + ',"message":' + safe(message) + ',"line":' + line;
  }

  const folder = __dirname, candidatePath = path.join(folder, "candidate.js");
  const module = { exports: {} };
  globalThis.require = Module.createRequire(candidatePath);
  globalThis.module = module;
  globalThis.exports = module.exports;
  globalThis.__filename = candidatePath;
  globalThis.__dirname = folder;
  process.argv = [process.argv[0], candidatePath];

  function find() {
    if (typeof __assay_find !== "undefined") return __assay_find(); // TypeScript: one file, which hands it out.
    try {
      const own = new vm.Script(`typeof ${entry} === "undefined" ? undefined : ${entry}`).runInThisContext();
      if (typeof own === "function") return own;
    } catch {
      // Not a name, or one that is not ready.
    }
    const out = module.exports;
    if (out && typeof out[entry] === "function") return out[entry];
    const Solution = new vm.Script('typeof Solution === "undefined" ? undefined : Solution').runInThisContext();
    if (typeof Solution === "function" && Solution.prototype && typeof Solution.prototype[entry] === "function") {
      const it = new Solution();
      return it[entry].bind(it);
    }
    return out && typeof out === "function" && out.name === entry ? out : undefined;
  }

  let script;
  if (typeof __assay_find === "undefined") try {
    script = new vm.Script(readFileSync(candidatePath, "utf8"), { filename: candidatePath });
  } catch (error) {
    const place = /(?:candidate\.js|assay_driver\.ts):(\d+)/.exec("" + error.stack);
    send('"kind":"syntax","message":' + stringify(("" + error.message).slice(0, 500)) + ',"line":' + (place ? place[1] : 0));
    exit(0);
  }
  let callee;
  try {
    if (script) apply(runScript, script, []);
    callee = find();
  } catch (error) {
    send('"kind":"load_raised",' + describe(error));
    exit(0);
  }
  if (!callee) {
    send('"kind":"missing"');
    exit(0);
  }
  function call({ flags, args }) {
    const arg0 = args[0];
    budget = maxBytes;
    try {
      const result = callee(...args);
      try {
        const body = '"kind":"value","value":' + encode(result, 1);
        return flags & WANTS_ARG0 ? body + ',"arg0":' + encode(arg0, 1) : body;
      } catch (error) {
        if (!(error instanceof Unencodable)) throw error;
        return '"kind":"' + error.kind + '","what":' + stringify(from("" + error.what, "utf8").toString("utf8"));
      }
    } catch (error) {
      return '"kind":"raised",' + describe(error);
    }
  }
  for (let request = first; ; request = readHello()) { // What the candidate's module keeps stays as it is.
    send(call(request));
    send('"kind":"done"');
    if (!(request.flags & HAS_MORE)) exit(0);
  }
})();
