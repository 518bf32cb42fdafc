import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../../cli/exit-codes.ts';
import { findSources } from '../../../cli/find-sources.ts';
import { REVIEWED_LANGUAGES } from '../../../core/review/detectors.ts';
import { MAX_REVIEW_BYTES } from '../../../core/review/review-limits.ts';

const root = mkdtempSync(join(tmpdir(), 'assize-sources-'));
const path = (name: string) => join(root, name);
beforeAll(() => {
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'all/b/Purse.sol': 'contract Purse {}\n',
    'all/a.py': 'print(1)\n',
    'all/Main.JAVA': 'class Main {}\n',
    'all/notes.txt': 'no source',
    'all/large.sol': '#'.repeat(MAX_REVIEW_BYTES + 1),
    'all/empty.sol': ' \n',
    'all/binary.sol': new Uint8Array([0xff, 0xfe, 0x00]),
    'all/node_modules/x/never.sol': 'never',
    'all/.git/never.sol': 'never',
    'none/notes.txt': 'no source',
    'nul.py': 'a\0b',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
  }
  symlinkSync(root, path('all/loop'));
  execFileSync('mkfifo', [path('pipe.py')]);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('the sources that a command line names', () => {
  it('are of a folder all whose ending tells a language, at any depth; what cannot be reviewed is passed over with the reason', () => {
    const { sources, skipped } = findSources([path('all')], undefined);
    expect(sources.map(({ name, language }) => [name, language])).toEqual(
      [
        ['all/Main.JAVA', 'java'],
        ['all/a.py', 'python'],
        ['all/b/Purse.sol', 'solidity'],
      ].flatMap(([name = '', language = '']) =>
        REVIEWED_LANGUAGES.includes(language) ? [[path(name), language]] : [],
      ),
    );
    expect(skipped).toEqual([
      { name: path('all/binary.sol'), why: 'is not encoded in UTF-8', empty: false },
      { name: path('all/empty.sol'), why: 'is empty', empty: true },
      { name: path('all/large.sol'), why: expect.stringContaining('larger than 256 KiB'), empty: false },
    ]);
  });

  it('are files in the language that is said, else in that of their ending', () => {
    expect(findSources([path('all/notes.txt')], 'python').sources).toEqual([
      { name: path('all/notes.txt'), language: 'python', source: 'no source' },
    ]);
    expect(findSources([path('all')], 'solidity').sources.map(({ name }) => name)).toEqual([
      path('all/b/Purse.sol'),
    ]);
  });

  it.each([
    [['all/notes.txt'], 'cannot be told from the ending', /say --language .*solidity/],
    [['none'], 'holds no source of a language that is reviewed', /--language/],
    [['nul.py'], 'holds NUL', /holds a program/],
    [['all/empty.sol'], 'is empty', /holds a program/],
    [['all/large.sol'], 'larger than 256 KiB', /put together/],
    [['gone.py'], 'gone.py does not exist', /name a file/],
    // Without a writer whoever opens it waits for ever.
    [['pipe.py'], 'pipe.py is no file and no folder', /standard input/],
    [['gone/'], 'gone/ does not exist', /a folder/],
  ])('are refused with what is wrong and what to do: %o', (places, message, hint) => {
    let thrown: unknown;
    try {
      findSources(places.map(path), undefined);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(CommandError);
    expect((thrown as CommandError).message).toContain(message);
    if (hint !== undefined) expect((thrown as CommandError).hint).toMatch(hint);
  });
});
