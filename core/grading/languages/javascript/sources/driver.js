'use strict';
const fs = require('fs'), path = require('path'), vm = require('vm');
//<types
const PARAMETERS = [["record",[["small","int32"],["large","int64"],["real","float"],["flag","bool"],["word","string"],["grid",["list",["list","int32"]]]]],["list",["record",[["small","int32"],["large","int64"],["real","float"],["flag","bool"],["word","string"],["grid",["list",["list","int32"]]]]]]], RETURNS = ["record",[["small","int32"],["large","int64"],["real","float"],["flag","bool"],["word","string"],["grid",["list",["list","int32"]]]]];
//>
const file = path.join(__dirname, "solution.js");
function read() {
  try { return new vm.Script(fs.readFileSync(file, 'utf8'), { filename: "solution.js" }); } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    process.stderr.write(error.stack.split('\n    at ')[0] + '\n');
    process.exit(98); // supervisor/src/supervisor.h
  }
}
const program = read();
const find = new vm.Script('typeof solve === "function" ? solve : typeof module.exports === "function" ? module.exports : module.exports.solve');

function decode(type, input) {
  const word = (end) => { const stop = input.bytes.indexOf(end, input.at); const text = input.bytes.latin1Slice(input.at, stop); input.at = stop + 1; return text; };
  if (type === 'int32' || type === 'float') { const text = word(32); return text === 'Infinity' ? Infinity : text === '-Infinity' ? -Infinity : Number(text); }
  if (type === 'int64') return BigInt(word(32));
  if (type === 'bool') return word(32) === '1';
  if (type === 'string') { const length = Number(word(58)); const text = input.bytes.utf8Slice(input.at, input.at + length); input.at += length + 1; return text; }
  if (type[0] === 'list') { const length = Number(word(32)), list = new Array(length); for (let i = 0; i < length; i++) list[i] = decode(type[1], input); return list; }
  const record = {};
  for (const [name, of] of type[1]) record[name] = decode(of, input);
  return record;
}
// Compiled where the program is: its arrays and objects have the prototypes that the program sees and may extend.
const prepare = new vm.Script('globalThis.global = globalThis; (' + decode + ')');
const show = (value) => { try { return (typeof value === 'bigint' ? value + 'n' : JSON.stringify(value)) || String(value); } catch (_) { return String(value); } };
function encode(type, value, parts, where) {
  const refuse = (wanted) => { throw new TypeError('solve returned ' + String(show(value)).slice(0, 80) + where + ', not ' + wanted); };
  if (type === 'int32') { if (typeof value === 'bigint') value = Number(value); if (!Number.isInteger(value) || value > 2147483647 || value < -2147483648) refuse('an int32'); parts.push(value + ' '); }
  else if (type === 'int64') { if (Number.isSafeInteger(value)) value = BigInt(value); if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) refuse('an int64 (a BigInt, or a safe integer)'); parts.push(value + ' '); }
  else if (type === 'float') { if (typeof value !== 'number') refuse('a number'); parts.push((Object.is(value, -0) ? '-0' : value) + ' '); }
  else if (type === 'bool') { if (typeof value !== 'boolean') refuse('a boolean'); parts.push(value ? '1 ' : '0 '); }
  else if (type === 'string') { if (typeof value !== 'string') refuse('a string'); parts.push(Buffer.byteLength(value) + ':' + value + ' '); }
  else if (type[0] === 'list') { if (value === null || typeof value !== 'object' || typeof value.length !== 'number') refuse('a list'); parts.push(value.length + ' '); for (let i = 0; i < value.length; i++) encode(type[1], value[i], parts, ' at [' + i + ']'); }
  else { if (value === null || typeof value !== 'object') refuse('a record'); for (const [name, of] of type[1]) encode(of, value[name], parts, ' in ' + name); }
}
async function answer(bytes) {
  const input = { bytes, at: 0 };
  const module = { exports: {} };
  const context = vm.createContext({ require, module, exports: module.exports, console, process, Buffer, setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, queueMicrotask, URL, URLSearchParams, performance: require('perf_hooks').performance, TextEncoder, TextDecoder });
  const decodeThere = prepare.runInContext(context);
  program.runInContext(context);
  const solve = find.runInContext(context);
  if (typeof solve !== 'function') throw new Error('there is no function solve');
  if (solve.length > PARAMETERS.length) throw new Error('solve takes ' + solve.length + ' parameters, the problem gives ' + PARAMETERS.length);
  let result = solve.apply(undefined, PARAMETERS.map((type) => decodeThere(type, input)));
  if (result && typeof result.then === 'function') result = await result;
  const parts = [];
  encode(RETURNS, result, parts, '');
  return Buffer.from(parts.join(''));
}
function readExactly(size) {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; ) {
    let got;
    try { got = fs.readSync(3, bytes, at, size - at, null); } catch (error) { if (error.code === 'EAGAIN') continue; throw error; }
    if (got === 0) process.exit(0);
    at += got;
  }
  return bytes;
}
function writeAll(bytes) { for (let at = 0; at < bytes.length; ) at += fs.writeSync(4, bytes, at); }
async function serve() {
  vm.createContext({});
  writeAll(Buffer.from('READY\n'));
  for (;;) {
    let line = '';
    for (let byte; (byte = readExactly(1)[0]) !== 10; ) line += String.fromCharCode(byte);
    const [token, size] = line.split(' ');
    const result = await answer(readExactly(Number(size)));
    writeAll(Buffer.concat([Buffer.from(token + ' ' + result.length + '\n'), result]));
  }
}
serve().catch((error) => { process.stderr.write(String((error && error.stack) || error) + '\n', () => process.exit(1)); });
