import { LANGUAGES, type LanguageId } from '../../core/grading/languages/index.ts';

/** Words that programs of the class use for their own variables, and what others call the same thing. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  best: ['best', 'maximum', 'record', 'bestSoFar'],
  minute: ['minute', 'moment', 'since', 'when_'],
  present: ['present', 'inside_', 'current', 'now_'],
  events: ['events', 'changes_', 'log_', 'points'],
  visits: ['visits', 'stays', 'guests', 'intervals'],
  rope: ['rope', 'perimeter', 'fence', 'total_length'],
  posts: ['posts', 'corners', 'pts', 'polygon'],
  busiest: ['busiest', 'winner', 'top_word', 'answer'],
  amount: ['amount', 'target', 'goal', 'price'],
  kinds: ['kinds', 'coin_count', 'k', 'howMany'],
  ways: ['ways', 'dp', 'possible', 'combos'],
};

const REMARKS = ['', 'second try', 'should work now', 'do not touch', 'clean up later', 'final version'];

/**
 * The same program as somebody else would have typed it: names, indentation and remarks vary with the person, what it
 * does never does.
 */
export function varySource(source: string, language: LanguageId, person: number, serial: number): string {
  const style = person % 4;
  let varied = source;
  for (const [word, synonyms] of Object.entries(SYNONYMS)) {
    varied = varied.replace(new RegExp(`(?<![\\w.'"])${word}(?![\\w'"])`, 'g'), synonyms[style] ?? word);
  }
  const unit = Math.min(...[...varied.matchAll(/^ +/gm)].map(([spaces]) => spaces.length));
  const width = [2, 4, 3, 8][Math.floor(person / 4) % 4] ?? unit;
  varied = varied.replace(/^( +)/gm, (spaces) =>
    ' '.repeat(Math.floor(spaces.length / unit) * width + (spaces.length % unit)),
  );
  const remark = REMARKS[serial % REMARKS.length] ?? '';
  return `${LANGUAGES[language].comment} p${String(person + 1).padStart(2, '0')}, no. ${serial + 1}${remark === '' ? '' : `: ${remark}`}\n${varied}`;
}
