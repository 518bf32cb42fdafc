import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSignature } from '../../../../../core/grading/function/parse-signature.ts';
import { LANGUAGE_IDS, LANGUAGES } from '../../../../../core/grading/languages/index.ts';
import { makeGivingBack, roomOf } from '../../../../support/room-programs.ts';

/** The signature for which the source of every driver is a driver: each type is in it. */
const SAMPLE = parseSignature({
  records: {
    Sample: [
      { name: 'small', type: 'int32' },
      { name: 'large', type: 'int64' },
      { name: 'real', type: 'float' },
      { name: 'flag', type: 'bool' },
      { name: 'word', type: 'string' },
      { name: 'grid', type: 'list<list<int32>>' },
    ],
  },
  parameters: [
    { name: 'one', type: 'Sample' },
    { name: 'more', type: 'list<Sample>' },
  ],
  returns: 'Sample',
});

const PART = /^[ \t]*(?:\/\/|#)<[\w-]+\n([\s\S]*?)^[ \t]*(?:\/\/|#)>\n/m;

/** What a source with parts can become: with its parts as they stand, and anything where a part is empty. */
function patternOf(source: string): RegExp {
  const quote = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const pieces = source.split(new RegExp(PART, 'gm'));
  return new RegExp(
    `^${pieces.map((piece, at) => (at % 2 === 1 && piece === '' ? '[\\s\\S]*' : quote(piece))).join('')}$`,
  );
}

/** Runs a room's `syntax.sh` beside copies of its sources and the files of a program. */
async function checkSyntax(room: string, files: readonly { name: string; content: string | Uint8Array }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'assize-syntax-'));
  try {
    cpSync(join(room, 'sources'), join(folder, 'sources'), { recursive: true });
    mkdirSync(join(folder, 'program'));
    for (const { name, content } of files) writeFileSync(join(folder, 'program', name), content);
    const bin = join(import.meta.dirname, '../../../../../node_modules/.bin');
    const PATH = [dirname(process.execPath), bin, process.env['PATH']].join(delimiter);
    return await new Promise<{ code: number; said: string }>((resolve) => {
      const script = join(room, 'tests/syntax.sh');
      const options = { cwd: folder, env: { ...process.env, PATH } };
      execFile('/bin/bash', [script], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(LANGUAGE_IDS)('the sources of %s', (id) => {
  const room = roomOf(id);
  const { functions } = LANGUAGES[id];

  it('are what the tools of the language read', { timeout: 60_000 }, async (context) => {
    const solve = functions === undefined ? undefined : makeGivingBack(functions, SAMPLE, 'one');
    const { code, said } = await checkSyntax(
      room,
      solve === undefined ? [] : (functions?.layOut(solve, SAMPLE).files ?? []),
    );
    if (code === 127) context.skip(`this machine has no tools for ${id}: ${said.trim()}`);
    expect([code, said]).toEqual([0, expect.any(String)]);
  });

  it('with parts are filled as they stand, for the sample signature', () => {
    const { files } = functions?.layOut('', SAMPLE) ?? LANGUAGES[id].layOut('');
    const server = LANGUAGES[id].forkServer?.(LANGUAGES[id].layOut(''));
    const made = [...files, ...(server?.files ?? [])].map(({ content }) => String(content));
    for (const name of readdirSync(join(room, 'sources'))) {
      const source = readFileSync(join(room, 'sources', name), 'utf8');
      if (PART.test(source))
        expect([name, made.some((text) => patternOf(source).test(text))]).toEqual([name, true]);
    }
  });
});
