import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blankComments } from '../../../../bench/review/blank-comments.ts';
import { halfOf } from '../../../../bench/review/labelled-source.ts';
import { readJiuzhou } from '../../../../bench/review/read-jiuzhou.ts';
import { readRegistry, readSmartbugs, readSolidifi } from '../../../../bench/review/read-labelled-sets.ts';
import { readSlither } from '../../../../bench/review/read-slither.ts';
import { readVerismart } from '../../../../bench/review/read-verismart.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labelled-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('blankComments', () => {
  it('leaves every other sign in its line and column', () => {
    const source = 'a; // <yes> B\r\n/* b\n * c */ d;\n// e';
    const blanked = blankComments(source);
    expect(blanked).toBe('a;           \r\n    \n        d;\n    ');
    expect(blanked).toHaveLength(source.length);
  });

  it('knows a string from a comment, by the line that a string ends with at the latest', () => {
    expect(blankComments('x = "http://a"; // b')).toBe('x = "http://a";     ');
    expect(blankComments(`x = '/* "'; /* ' */ y`)).toBe(`x = '/* "';         y`);
    expect(blankComments('x = "\\"//"; //')).toBe('x = "\\"//";   ');
    expect(blankComments('x = "open\n// gone')).toBe('x = "open\n       ');
  });

  it('blanks a comment that nothing ends', () => {
    expect(blankComments('a /* b\nc')).toBe('a     \n ');
  });
});

describe('halfOf', () => {
  it('goes by the first digit of the hash of a path', () => {
    const paths = Array.from({ length: 200 }, (_, at) => ({ path: `dataset/other/${at}.sol` }));
    const held = paths.filter((path) => halfOf(path) === 'held').length;
    expect(held).toBeGreaterThan(70);
    expect(held).toBeLessThan(130);
    // printf %s dataset/other/0.sol | sha256sum begins with 5.
    expect(halfOf({ path: 'dataset/other/0.sol' })).toBe('held');
  });
});

describe('the readers of sets', () => {
  it('take lines and categories of SmartBugs as Assize writes them, and blank what tells them', () => {
    write('dataset/bad_randomness/dice.sol', 'contract Dice { // <yes>\n}\n');
    write(
      'vulnerabilities.json',
      JSON.stringify([
        {
          path: 'dataset/bad_randomness/dice.sol',
          vulnerabilities: [
            { lines: [4], category: 'bad_randomness' },
            { lines: [7, 6], category: 'bad_randomness' },
          ],
        },
      ]),
    );
    expect(readSmartbugs(folder)).toEqual([
      {
        set: 'smartbugs',
        path: 'dataset/bad_randomness/dice.sol',
        source: 'contract Dice {         \n}\n',
        labels: [
          { category: 'bad-randomness', line: 4, endLine: 4 },
          { category: 'bad-randomness', line: 6, endLine: 7 },
        ],
      },
    ]);
  });

  it('take blocks of SolidiFI with the category of their folder, whatever their log calls them', () => {
    write('buggy_contracts/TOD/buggy_3.sol', 'contract Race {}');
    write('buggy_contracts/TOD/BugLog_3.csv', 'loc,length,bug type,approach\r\n12,3,T+AC0-OD,injection\r\n');
    expect(readSolidifi(folder)).toEqual([
      {
        set: 'solidifi',
        path: 'buggy_contracts/TOD/buggy_3.sol',
        source: 'contract Race {}',
        labels: [{ category: 'front-running', line: 12, endLine: 14 }],
      },
    ]);
  });

  it('say so when a log of SolidiFI tells no line', () => {
    write('buggy_contracts/TOD/buggy_3.sol', '');
    write('buggy_contracts/TOD/BugLog_3.csv', 'loc,length\nx,3\n');
    expect(() => readSolidifi(folder)).toThrow('the row "x,3"');
  });

  it('take the samples of a page of the SWC registry, faulty unless their name says otherwise', () => {
    write(
      'entries/docs/SWC-107.md',
      '# Title\n\n```solidity\nno sample\n```\n\n### a.sol\n\n```solidity\ncontract A {} // b\n```\n\n### a_fixed.sol\n\n```\ncontract A {}\n```\n',
    );
    const ofPage = { path: 'entries/docs/SWC-107.md', swc: [107], categories: ['reentrancy'] };
    expect(readRegistry(folder)).toEqual([
      { ...ofPage, name: 'a.sol', faulty: true, source: 'contract A {}     \n' },
      { ...ofPage, name: 'a_fixed.sol', faulty: false, source: 'contract A {}\n' },
    ]);
  });

  it('take places of both tables of VeriSmart, none of what was reported wrongly, each line once', () => {
    write('labels/cve_labels.csv', 'ID,LINE,VALIDITY,FUNCTION\nA-1,4.9,O,"f, g"\nA-2,7,X,h\nA-3,-,X,\n');
    write('labels/leaking_labels.csv', 'ID,LEAK,KA\r\npurse,3:5,5\r\n');
    for (const name of ['cve/A-1', 'cve/A-2', 'cve/A-3', 'leaking_suicidal/purse'])
      write(`benchmarks/${name}.sol`, 'contract A {} // b');
    const labelsOf = (category: string, ...lines: number[]) =>
      lines.map((line) => ({ category, line, endLine: line }));
    const common = { set: 'verismart', source: 'contract A {}     ' };
    expect(readVerismart(folder)).toEqual([
      { ...common, path: 'benchmarks/cve/A-1.sol', labels: labelsOf('arithmetic', 4, 9) },
      { ...common, path: 'benchmarks/cve/A-2.sol', labels: [] },
      { ...common, path: 'benchmarks/cve/A-3.sol', labels: [] },
      {
        ...common,
        path: 'benchmarks/leaking_suicidal/purse.sol',
        labels: labelsOf('access-control', 3, 5),
      },
    ]);
  });

  it('say so when a table of VeriSmart has no lines, or names a file that is not there', () => {
    write('labels/leaking_labels.csv', 'ID,LEAK,KA\n');
    write('labels/cve_labels.csv', 'ID,LINE,VALIDITY\nA-1,four,O\n');
    expect(() => readVerismart(folder)).toThrow('benchmarks/cve/A-1.sol is not there');
    write('benchmarks/cve/A-1.sol', '');
    expect(() => readVerismart(folder)).toThrow('"four" is no list of lines');
  });

  it('take the shortest place of what Slither says, of its own tests for the oldest compiler', () => {
    const tests = 'tests/e2e/detectors';
    const at = (detector: string, version: string) => `${tests}/test_data/${detector}/${version}/a.sol`;
    for (const version of ['0.4.25', '0.7.6']) write(at('weak-prng', version), 'contract A {} // b');
    write(at('suicidal', '0.5.16'), 'contract B {}');
    write(at('naming-convention', '0.5.16'), 'contract C {}');
    const says = (path: string) =>
      `A.f() (${path}#3-9) uses a weak PRNG: "x % 2 (${path}#5)" \n\t- y (${path}#7)\n`;
    for (const version of ['0.4.25', '0.7.6'])
      write(`${tests}/snapshots/prng_${version}.txt`, says(at('weak-prng', version)));
    write(`${tests}/snapshots/naming.txt`, `C (${at('naming-convention', '0.5.16')}#1) is no name\n`);
    expect(readSlither(folder)).toEqual([
      { set: 'slither', path: at('suicidal', '0.5.16'), source: 'contract B {}', labels: [] },
      {
        set: 'slither',
        path: at('weak-prng', '0.4.25'),
        source: 'contract A {}     ',
        labels: [{ category: 'bad-randomness', line: 5, endLine: 5 }],
      },
    ]);
  });

  it('take kinds of JiuZhou that Assize has a word for, with the bug, without it and misleading', () => {
    const kind =
      'Statistics and classification of smart contract bugs/Logic/Fairness/Transaction order dependence';
    write(`${kind}/contract with bug/race.sol`, 'contract Race {} // b');
    write(`${kind}/contract without the bug/queue.sol`, 'contract Queue {}');
    write(`${kind}/misleading contract/walk.sol`, 'contract Walk {}');
    write(`${kind}/readme.md`, '');
    write(
      'Statistics and classification of smart contract bugs/Performance/Gas/byte[]/bug contract/a.sol',
      'contract A {}',
    );
    const common = { path: kind, swc: [], categories: ['front-running'] };
    expect(readJiuzhou(folder)).toEqual([
      { ...common, name: 'contract with bug/race.sol', faulty: true, source: 'contract Race {}     ' },
      { ...common, name: 'contract without the bug/queue.sol', faulty: false, source: 'contract Queue {}' },
      { ...common, name: 'misleading contract/walk.sol', faulty: false, source: 'contract Walk {}' },
    ]);
  });
});
