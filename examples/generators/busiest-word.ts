import { type GeneratedCase, Random } from './random.ts';

function solve(words: readonly string[]): [string, number] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return first ?? ['', 0];
}

/** Words in lines of at most 12, as texts have them. */
function testCase(id: string, words: readonly string[]): GeneratedCase {
  const lines: string[] = [];
  for (let at = 0; at < words.length; at += 12) lines.push(words.slice(at, at + 12).join(' '));
  return { id, input: `${lines.join('\n')}\n`, answer: `${solve(words).join(' ')}\n` };
}

/** Different words of three to nine letters. */
function vocabulary(random: Random, size: number): string[] {
  const words = new Set<string>();
  while (words.size < size) {
    const length = random.between(3, 9);
    words.add(Array.from({ length }, () => String.fromCharCode(97 + random.between(0, 25))).join(''));
  }
  return [...words];
}

/** Random words until the text has about so many bytes. */
function text(seed: number, bytes: number, size: number): string[] {
  const random = new Random(seed);
  const known = vocabulary(random, size);
  const words: string[] = [];
  for (let length = 0; length < bytes; ) {
    const word = random.pick(known);
    words.push(word);
    length += word.length + 1;
  }
  return words;
}

/** Every word the same number of times: the alphabet decides. */
function tie(seed: number, size: number, times: number): string[] {
  const words = vocabulary(new Random(seed), size);
  return Array.from({ length: times }, () => words).flat();
}

/** A text of 1,000,000 bytes to the byte, line ends included. */
function megabyte(id: string, seed: number, size: number): GeneratedCase {
  const words = text(seed, 1_000_000 - 40, size);
  const padding = 1_000_000 - words.reduce((sum, word) => sum + word.length + 1, 0) - 1;
  return testCase(id, [...words, 'z'.repeat(padding)]);
}

/** Two samples; secret: ties and corners, growing texts, and five of 1 MB with few, some and many different words. */
export function busiestWordData(): GeneratedCase[] {
  return [
    testCase('sample/1', 'the cat and the dog and the bird'.split(' ')),
    testCase('sample/2', 'pear apple pear apple fig'.split(' ')),
    testCase('secret/01-one-word', ['lonely']),
    testCase(
      'secret/02-all-the-same',
      Array.from({ length: 500 }, () => 'echo'),
    ),
    megabyte('secret/03-megabyte-40-words', 3, 40),
    testCase('secret/04-tie-of-two', 'zoo ant zoo ant'.split(' ')),
    testCase('secret/05-tie-of-many', tie(5, 40, 3)),
    testCase('secret/06-prefixes', 'a aa aaa aa aaaa aaa aa a'.split(' ')),
    testCase('secret/07-all-different', vocabulary(new Random(7), 300)),
    ...Array.from({ length: 5 }, (_, index) =>
      testCase(
        `secret/${String(8 + index).padStart(2, '0')}-short-${index + 1}`,
        text(80 + index, 200 + index * 700, 12 + index * 5),
      ),
    ),
    ...Array.from({ length: 4 }, (_, index) =>
      testCase(
        `secret/${13 + index}-page-${index + 1}`,
        text(130 + index, 8_000 + index * 9_000, 60 + index * 40),
      ),
    ),
    megabyte('secret/17-megabyte-2-words', 17, 2),
    megabyte('secret/18-megabyte-200-words', 18, 200),
    megabyte('secret/19-megabyte-1000-words', 19, 1000),
    megabyte('secret/20-megabyte-60-words', 20, 60),
  ];
}
