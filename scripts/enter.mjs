#!/usr/bin/env node
// The door of every npm script: a plain script that any Node 20 runs. It installs what package-lock.json
// names when that has not been done, then goes on under the Node that the project pins.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [target, ...args] = process.argv.slice(2);

if (target === undefined) {
  console.error('usage: node scripts/enter.mjs FILE [ARGUMENT ...]');
  process.exit(2);
}

const MINIMUM_NODE = 20;
if (Number(process.versions.node.split('.')[0]) < MINIMUM_NODE) {
  console.error(
    `Assize needs Node ${MINIMUM_NODE} or newer to start; this is ${process.version}. Install one from https://nodejs.org.`,
  );
  process.exit(1);
}

/** True when node_modules was installed after the lockfile last changed. */
function isInstalled() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** Path of the pinned Node, or of this one where it is new enough; undefined when neither will do. */
function findNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined;
}

if (!isInstalled()) {
  const startedMs = Date.now();
  process.stderr.write('assize: installing the locked packages from npm (about a minute) ...\n');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const install = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (install.status !== 0) {
    console.error(
      `assize: npm ci failed (exit ${install.status ?? install.signal}). Is the npm registry reachable? Try: npm ci`,
    );
    process.exit(1);
  }
  process.stderr.write(`assize: packages installed in ${Math.round((Date.now() - startedMs) / 1000)} s\n`);
}

const node = findNode();
if (node === undefined) {
  console.error(
    `assize: no pinned Node for ${process.platform}-${process.arch}; run this with Node 24 or newer (this is ${process.version}).`,
  );
  process.exit(1);
}

const child = spawn(node, ['--disable-warning=ExperimentalWarning', resolve(root, target), ...args], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${dirname(node)}:${process.env.PATH}`,
    // What V8 made of a source is kept: a command starts in half the time, and the CDK's 20 MB in a third.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compile'),
  },
});
// A terminal sends Ctrl-C to the whole group: the child decides how to end, this door only waits for it.
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of forwarded) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  for (const name of forwarded) process.removeAllListeners(name);
  process.kill(process.pid, signal);
});
