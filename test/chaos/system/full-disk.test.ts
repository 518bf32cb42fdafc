import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnStart } from '../../support/run-start.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'assize-small-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true, maxRetries: 5 }));

describe('a disk without room', () => {
  const mounted = (place: string) =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', place]).status === 0;

  it('is refused before anything starts, with the fix', async ({ skip }) => {
    skip(!mounted(place), 'a small disk can be mounted by root alone');
    try {
      const { code, stdout } = await spawnStart(['--once', '--short', '--data', join(place, 'data')]).ended;
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /the disk of .*small-\w+\/data has \d MB left, .*free some, or name another folder by --data/,
      );
      expect(readdirSync(join(place, 'data'))).toEqual([]);
    } finally {
      spawnSync('umount', [place]);
    }
  });
});
