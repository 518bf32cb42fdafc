import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identifyProcess, isRunning, ProcessRegister } from '../../../cloud/lambda/processes.ts';
import { DataDirInUseError, lockDataDir } from '../../../local/data-dir-lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'assize-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const sleeper = () => spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
const gone = (child: ReturnType<typeof sleeper>) => new Promise((fulfil) => child.once('exit', fulfil));

it('is held by one system at a time and given back', () => {
  const unlock = lockDataDir(dir);
  expect(() => lockDataDir(dir)).toThrow(DataDirInUseError);
  expect(() => lockDataDir(dir)).toThrow(`process ${process.pid}`);
  unlock();
  lockDataDir(dir)();
});

it('is taken over from a process that died, whoever has its pid now', () => {
  writeFileSync(join(dir, 'lock.json'), JSON.stringify({ pid: process.pid, startTime: 'another' }));
  lockDataDir(dir)();
  writeFileSync(join(dir, 'lock.json'), 'cut sho');
  lockDataDir(dir)();
});

it('reaps exactly the processes that were recorded and still live', async () => {
  const child = sleeper();
  const bystander = sleeper();
  const register = new ProcessRegister(dir);
  register.record(child.pid!, 'function x');
  writeFileSync(
    join(dir, `${bystander.pid}.json`),
    JSON.stringify({ pid: bystander.pid, startTime: 'earlier', label: 'old' }),
  );
  const ended = gone(child);
  expect(new ProcessRegister(dir).reap()).toMatchObject([{ pid: child.pid, label: 'function x' }]);
  await ended;
  expect(isRunning(identifyProcess(bystander.pid!)!)).toBe(true);
  expect(new ProcessRegister(dir).reap()).toEqual([]);
  const bystanderEnded = gone(bystander);
  bystander.kill('SIGKILL');
  await bystanderEnded;
});
