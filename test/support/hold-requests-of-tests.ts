import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, vi } from 'vitest';
import { holdRequests } from './hold-requests.ts';

/*
 * Set up before every file of the contract tests: what the product sends while they work, AWS's own models must allow. A
 * test that starts the command line hands `heldEnvironment` to it.
 */

const folder = mkdtempSync(join(tmpdir(), 'assize-held-'));
const file = join(folder, 'findings');
process.env.ASSIZE_FINDINGS = file;
const letGo = holdRequests(file);
// Files share processes, and with them the packages that they stand on. What is ours begins anew: a function keeps its clients.
vi.resetModules();

afterAll(() => {
  letGo();
  vi.unstubAllEnvs();
  const found = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  rmSync(folder, { recursive: true, force: true });
  expect([...new Set(found)], 'requests that the models of AWS do not allow').toEqual([]);
});
