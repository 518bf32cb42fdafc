import { describe, expect, it } from 'vitest';
import { compareFiles } from '../../../console/exam/line-diff.ts';
import { proposeName, toSentProgram } from '../../../console/exam/program.ts';
import { readUpload } from '../../../console/exam/read-upload.ts';

const language = (id: string, extensions: string[], more: object = {}) => ({
  id, name: id, extensions, headers: [], mainFile: `main.${extensions[0]}`, linked: false,
  editor: { starter: '', indent: '  ' }, ...more,
}); // biome-ignore format: a fixture
const python = language('python', ['py']);
const cpp = language('cpp', ['cpp'], { headers: ['h'], linked: true });
const of = (...names: string[]) => names.map((name) => ({ name, source: `${name}\n` }));

describe('a program', () => {
  it('is sent as one source, or as files of which the first is started', () => {
    expect(toSentProgram(of('a.py'), python)).toEqual({ source: 'a.py\n' });
    expect(toSentProgram(of('a.py', 'b.py'), python)).toEqual({
      files: of('a.py', 'b.py'),
      mainFile: 'a.py',
    });
    expect(toSentProgram(of('a.cpp', 'b.h'), cpp)).toEqual({ files: of('a.cpp', 'b.h') });
  });

  it('gets names that no file has', () => {
    expect(proposeName(of('main.py', 'Part3.py'), python)).toBe('part4.py');
  });

  it('is compared file by file', () => {
    const after = { files: [...of('a.py'), { name: 'b.py', source: 'new\n' }, ...of('d.py')] };
    expect(
      compareFiles({ files: of('a.py', 'b.py', 'c.py') }, after).map(({ name, kind }) => [name, kind]),
    ).toEqual([
      ['b.py', 'changed'],
      ['d.py', 'new'],
      ['c.py', 'gone'],
    ]);
    expect(compareFiles({ source: 'a' }, { source: 'b' })).toMatchObject([
      { name: undefined, kind: 'changed' },
    ]);
    expect(compareFiles({ source: 'a.py\n' }, { files: of('a.py', 'b.py') })).toMatchObject([
      { name: 'b.py', kind: 'new' },
    ]);
    const [added] = compareFiles({ files: [] }, { files: of('a.py') });
    expect(added?.lines).toEqual([{ kind: 'added', text: 'a.py', after: 1 }]);
    expect(compareFiles({ files: of('a.py') }, { files: of('a.py') })).toEqual([]);
  });
});

describe('what is uploaded', () => {
  const upload = async (names: string[], now: string[], changes: object = {}) =>
    await readUpload(
      names.map((name) => new File([`${name}\n`], name)),
      {
        now: of(...now),
        template: of('main.py'),
        language: python,
        languages: [python, cpp],
        maxFiles: 3,
        ...changes,
      },
    );

  it('takes the place of a program of one file, whatever it is called', async () => {
    expect(await upload(['my solution.py'], ['main.py'])).toMatchObject({
      files: [{ name: 'main.py', source: 'my solution.py\n' }],
    });
  });

  it('is put among several files by name', async () => {
    expect(await upload(['b.py'], ['a.py', 'b.py'])).toMatchObject({
      files: of('a.py', 'b.py'),
      shown: 'b.py',
    });
    expect(await upload(['c.py'], ['a.py', 'b.py'])).toMatchObject({ files: of('a.py', 'b.py', 'c.py') });
  });

  it('leaves a program of one file that somebody has begun, and takes the place of the template', async () => {
    const begun = { template: [{ name: 'main.py', source: '' }] };
    expect(await upload(['x.py', 'y.py'], ['main.py'], begun)).toMatchObject({
      files: of('main.py', 'x.py', 'y.py'),
      shown: 'x.py',
    });
    expect(await upload(['x.py', 'y.py', 'z.py'], ['main.py'], begun)).toEqual({
      fault: expect.stringMatching(/these would be 4/),
    });
    const fresh = { files: of('x.py', 'y.py'), shown: 'x.py' };
    expect(await upload(['x.py', 'y.py'], ['main.py'])).toMatchObject(fresh);
    const emptied = { now: [{ name: 'main.py', source: ' \n' }] };
    expect(await upload(['x.py', 'y.py'], [], emptied)).toMatchObject(fresh);
  });

  it('is refused where a file of the program has that name in other letters', async () => {
    expect(await upload(['B.py'], ['a.py', 'b.py'])).toEqual({
      fault: expect.stringMatching(/^B\.py is there already as b\.py/),
    });
  });

  it('says its language by its endings', async () => {
    expect(await upload(['a.h', 'a.cpp'], ['main.py'])).toMatchObject({
      language: cpp,
      files: of('a.h', 'a.cpp'),
    });
  });

  it.each([
    ['of another language', ['a.py', 'a.cpp'], /^a\.cpp is no file of a python program/],
    ['twice', ['a.py', 'A.py'], /^A\.py is there already as a\.py/],
    ['in too many', ['a.py', 'b.py', 'c.py', 'd.py'], /may have 3 files, and these would be 4/],
  ])('is refused %s, and nothing is changed', async (_, names, fault) => {
    expect(await upload(names, ['main.py'])).toEqual({ fault: expect.stringMatching(fault) });
  });

  it('is one file where a function is asked for', async () => {
    expect(await upload(['a.py', 'b.py'], ['main.py'], { maxFiles: 1 })).toHaveProperty('fault');
    expect(await upload(['a.py'], ['main.py'], { maxFiles: 1 })).toMatchObject({
      files: [{ name: 'main.py' }],
    });
  });
});
