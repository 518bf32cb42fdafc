import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIni } from '../../../../core/problems/package/read-ini.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

describe('an INI file', () => {
  // What PHP 8.2's parse_ini_string makes of each.
  it.each([
    ["a='5' ; seconds", '5'],
    ['a=5 ; seconds', '5'],
    ['a=5;x', '5'],
    ['a = "5"\t;x', '5'],
    ['\ta\t=\t5', '5'],
    ['a=5\r\nb=6\r\n', '5'],
    ['; a=4\n# x\n[section]\na=5\n[other]\n', '5'],
    ['[section]a=5', '5'],
    ['a=4\na=5', '5'],
    ["a='x;y'", 'x;y'],
    ['a="x\\"y\\\\"', 'x"y\\'],
    ["a='x' y", 'x y'],
    ['a=4 "5"', '45'],
    ['b="1\n2"\na=5', '5'],
    ['a=5 # x', '5 # x'],
    ['a="x" ; y " z', 'x'],
    ['a=', ''],
    ['A=5', undefined],
    ['a', undefined],
  ])('is read as PHP reads it: %j', (text, value) => {
    const { values, fault } = readIni(text);
    expect(fault).toBeUndefined();
    expect(values.get('a')?.value).toBe(value);
  });

  it.each(['a=1|2', 'a=(1)', 'a=!x', 'a=1=2'])('has no value where an expression stands: %s', (text) =>
    expect(readIni(text).values.get('a')?.value).toBeNull(),
  );

  it('is faulty where a quote or a section is not closed, by its line', () => {
    expect(readIni("b=1\na='5").fault).toEqual({
      line: 2,
      message: 'The quote that opens here is never closed.',
    });
    expect(readIni('a=1\n[x\n').fault?.line).toBe(2);
  });

  it('gives back what was written in quotes, with comments anywhere', () => {
    const key = fc.stringMatching(/^[a-z][a-z_-]{0,8}$/);
    const value = fc.string({ maxLength: 20 }).filter((text) => !/[\\"\r]/.test(text));
    const space = fc.constantFrom('', ' ', '\t ');
    fc.assert(
      fc.property(fc.dictionary(key, fc.tuple(value, space, fc.boolean())), (entries) => {
        const text = Object.entries(entries).map(([name, [content, gap, single]]) => {
          const quote = single && !content.includes("'") ? "'" : '"';
          return `; ${name}=0\n${gap}${name}${gap}=${gap}${quote}${content}${quote}${gap}; "${name}\n`;
        });
        const { values, fault } = readIni(text.join('[s]\n'));
        expect(fault).toBeUndefined();
        for (const [name, [content]] of Object.entries(entries))
          expect(values.get(name)?.value).toBe(content.trim());
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readIni(text)));
  });
});

describe("DOMjudge's file", () => {
  const limitOf = (ini: string) => {
    const { manifest } = readPackage(treeOf({ ...SOUND_LEGACY, 'domjudge-problem.ini': ini }));
    return [manifest?.limits.timeMs, manifest?.timeLimitOrigin];
  };

  it.each([
    "timelimit='5' ; seconds",
    'timelimit=5 ; seconds',
    '[problem]\ntimelimit = "5." ;x',
    'timelimit=.5e1',
  ])('states the time limit: %j', (ini) =>
    expect(limitOf(`short-name=A\n${ini}\n`)).toEqual([5000, 'domjudge-problem.ini']),
  );

  it('is told by line where it cannot be used', () => {
    const file = 'domjudge-problem.ini';
    const faults = (ini: string) => faultsWith({ [file]: ini }, SOUND_LEGACY);
    expect(faults('name=x\ntimelimit=5 s\n')).toContain(`error time-limit ${file}:2`);
    expect(faults('timelimit=yes|no\n')).toContain(`error time-limit ${file}:1`);
    expect(faults("timelimit=5\nname='x\n")).toEqual([`error ini-syntax ${file}:2`]);
    expect(faults("timelimit=1\nspecial_compare='floats'\n")).toEqual([
      `unsupported domjudge-program ${file}:2`,
    ]);
    expect(faults('timelimit=1\nspecial_run=boxed\n')).toEqual([`unsupported domjudge-program ${file}:2`]);
    expect(faults('timelimit=1\nspecial_run=run\nspecial_compare=compare\n')).toEqual([]);
  });

  it('and .timelimit agree, or a warning says which counts', () => {
    expect(faultsWith({ '.timelimit': '1.5\n' }, SOUND_LEGACY)).toEqual([]);
    expect(faultsWith({ '.timelimit': '3\n' }, SOUND_LEGACY)).toEqual([
      'warning time-limits-differ .timelimit',
    ]);
  });
});
