import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIRST_NUMBER, fillParts, readPart } from '../../../../../core/grading/languages/fill.ts';
import { LANGUAGES, type Language, type LanguageId } from '../../../../../core/grading/languages/index.ts';
import { SOURCES } from '../../../../../core/grading/languages/packed.ts';
import { describeLanguages, packLanguages } from '../../../../../scripts/pack-languages.ts';

const root = join(import.meta.dirname, '../../../../..');
const folder = join(root, 'core/grading/languages');
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('what is packed', () => {
  const packed = Object.entries(SOURCES as Record<string, Record<string, string>>).flatMap(([id, files]) =>
    Object.entries(files).map(([name, text]) => ({ id, name, text })),
  );

  it.each(packed)('$id/sources/$name has the hash of its file', ({ id, name, text }) => {
    expect(sha256(text)).toBe(sha256(readFileSync(join(folder, id, 'sources', name))));
  });

  it('is all that there is, as `npm run pack` writes it', () => {
    const pages = describeLanguages(root, Object.values(LANGUAGES));
    for (const [path, text] of Object.entries({ ...packLanguages(root), ...pages }))
      expect([path, readFileSync(join(root, path), 'utf8')]).toEqual([path, text]);
  });
});

describe('a language', () => {
  it.each(Object.entries(LANGUAGES))('%s has the id that its folder says', (id, language) => {
    expect(language.id).toBe(id);
  });

  it.each(Object.entries(LANGUAGES))(
    '%s has what a new package begins with',
    (id, { extensions, functions, queries }: Language) => {
      if (queries !== undefined) return;
      const text = readFileSync(join(folder, id, 'jury', `largest.${extensions[0]}`), 'utf8');
      expect(text.split(FIRST_NUMBER)).toHaveLength(2);
      if (functions !== undefined) expect(readPart(text, 'solve')).toContain('numbers[0]');
    },
  );

  it('shares no id, extension, package code or Judge0 id with another', () => {
    const of = (list: (id: LanguageId) => readonly unknown[]) =>
      (Object.keys(LANGUAGES) as LanguageId[]).flatMap(list);
    for (const all of [
      of((id) => LANGUAGES[id].extensions),
      of((id) => [id, ...((LANGUAGES[id] as Language).packageCodes ?? [])]),
      of((id) => [LANGUAGES[id].judge0.id, ...((LANGUAGES[id] as Language).judge0.olderIds ?? [])]),
      of((id) => [LANGUAGES[id].toolchain.name]).filter((name, i, names) => names.indexOf(name) !== i),
    ])
      expect(new Set(all).size).toBe(all.length);
  });

  it('needs toolchains that other languages have', () => {
    const names = Object.values(LANGUAGES).map(({ toolchain }) => toolchain.name);
    for (const { alsoNeeds = [] } of Object.values(LANGUAGES))
      expect(names).toEqual(expect.arrayContaining([...alsoNeeds]));
  });
});

describe('the parts of a source', () => {
  const source = 'a\n  //<one\nold\n  //>\nb\n#<two\nkept\n#>\n';

  it('are replaced, kept or left out', () => {
    expect(fillParts(source, { one: 'new\n', two: true })).toBe('a\nnew\nb\nkept\n');
    expect(fillParts(source, { one: false, two: '' })).toBe('a\nb\n');
  });

  it('must all be given', () => {
    expect(() => fillParts(source, { one: true })).toThrow('the part two is not given');
  });
});

it('no folder of a language holds what is not packed, tested, begun with or its own module', () => {
  for (const id of Object.keys(LANGUAGES))
    for (const entry of readdirSync(join(folder, id)))
      expect(`${id}/${entry}`).toMatch(/^\w+\/(?:jury|sources|tests|[a-z0-9-]+\.ts)$/);
});
