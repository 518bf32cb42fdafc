import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBatchOutput, writeBatchInput } from '../../../core/grading/batch-protocol.ts';

const QEMU = '/usr/bin/qemu-aarch64-static';
const NONCE = '5'.repeat(32);

describe('the supervisor for arm64', () => {
  it("runs a batch under qemu's user emulation (which has no seccomp)", { timeout: 60_000 }, (context) => {
    if (process.arch === 'arm64' || !existsSync(QEMU) || !existsSync('/usr/bin/bwrap'))
      context.skip('qemu-aarch64-static and bwrap are not here');
    const box = mkdtempSync(join(tmpdir(), 'assize-arm64-'));
    try {
      mkdirSync(join(box, 'prog'));
      cpSync(
        join(import.meta.dirname, '../../../supervisor/assize-supervisor-aarch64'),
        join(box, 'supervisor'),
      );
      const stdin = writeBatchInput(
        {
          nonce: NONCE, cpuMs: 5000, wallMs: 20_000, memoryKiB: 200_000, dataKiB: 4_000_000, stackKiB: 64_000,
          outputBytes: 100, processes: 64, totalCpuMs: 50_000, totalWallMs: 50_000, totalOutputBytes: 100_000,
          stopAtFailure: false, mode: 'process-each',
        }, // biome-ignore format: one line a group
        [Buffer.from('one\n'), Buffer.from('x'.repeat(1000)), Buffer.from('three\n')],
      );
      const sandbox = [
        '--unshare-all',
        '--die-with-parent',
        '--ro-bind',
        '/',
        '/',
        '--dev',
        '/dev',
        '--proc',
        '/proc',
        '--tmpfs',
        '/tmp',
        '--bind',
        box,
        '/tmp/box',
        '--chdir',
        '/tmp/box',
      ];
      const stdout = execFileSync('bwrap', [...sandbox, QEMU, './supervisor', '/bin/cat'], { input: stdin });
      const batch = parseBatchOutput(stdout, NONCE, 3);
      expect(batch).toMatchObject({ begun: true, ownNamespace: true });
      expect(batch.end).toBeDefined();
      expect(
        batch.frames.map(({ cause, output }) => [cause, Buffer.from(output).toString().slice(0, 6)]),
      ).toEqual([
        ['-', 'one\n'],
        ['O', 'xxxxxx'],
        ['-', 'three\n'],
      ]);
    } finally {
      rmSync(box, { recursive: true });
    }
  });
});
