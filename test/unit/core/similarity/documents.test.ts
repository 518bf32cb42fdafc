import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComparison } from '../../../../core/similarity/compare-programs.ts';
import { writeEvidence } from '../../../../core/similarity/documents/write-evidence.ts';
import { writePairsCsv } from '../../../../core/similarity/documents/write-pairs-csv.ts';
import { markLines } from '../../../../core/similarity/mark-lines.ts';
import { DEFAULT_RULES } from '../../../../core/similarity/similarity-report.ts';
import { rangesOf } from '../../../../core/similarity/source-range.ts';
import { jurySource, languages, programOf } from './class-of.ts';

const NASTY = '</ol><script>alert(1)</script>';
const source = `// ${NASTY}\n${jurySource('reading-room/accepted/events.js')}`;
const programs = [
  programOf(source, { language: 'javascript', participantId: 'ann', name: NASTY }),
  programOf(source, { language: 'javascript', participantId: 'bob', name: '=1+1' }),
];

async function reported() {
  const comparison = await readComparison({ programs, templates: [], languages });
  const report = comparison.report(DEFAULT_RULES);
  return {
    label: 'A',
    name: 'Reading room',
    report,
    programs: comparison.programs,
    notStored: 0,
    shown: [0],
  };
}

describe('the evidence', () => {
  it('is one file without scripts, whose links lead from each fragment to the other side', async () => {
    const { text, fileName } = writeEvidence({
      sessionName: 'Final exam',
      problems: [await reported()],
      now: 0,
    });
    expect(fileName).toBe('final-exam-similarity.html');
    expect(text).not.toMatch(/<script|\son\w+=|https?:/i);
    expect(text).toContain('100 % similar');
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThanOrEqual(3);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
    expect(text).not.toMatch(/cheat|plagiar/i);
  });

  it('is a row a pair for spreadsheets, which run nothing of it', async () => {
    const { text } = writePairsCsv('Final exam', [await reported()]);
    const [row] = parse(text, { columns: true, bom: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      problem: 'A',
      rank: '1',
      similarityPercent: '100',
      cluster: '1',
      leftParticipantId: 'ann',
      rightName: "'=1+1",
    });
  });
});

describe('lines with marks', () => {
  it('hold the whole source, and of each fragment what its range says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', 'ü', '}'), minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(60), { minLength: 2, maxLength: 8 }),
        (text, cuts) => {
          const ends = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
          const locate = rangesOf(text);
          const ranges = ends.slice(1).map((to, at) => locate(ends[at] ?? 0, to));
          const lines = markLines(text, ranges);
          expect(lines.map((pieces) => pieces.map((piece) => piece.text).join('')).join('\n')).toBe(
            text.replace(/\n$/, ''),
          );
          for (const [at, { from, to, startLine, startColumn, endLine }] of ranges.entries()) {
            const pieces = lines.flatMap((line, number) =>
              line.filter(({ fragment }) => fragment === at).map((piece) => ({ ...piece, number })),
            );
            expect(pieces.map((piece) => piece.text).join('')).toBe(
              text.slice(from, to).replaceAll('\n', ''),
            );
            if (from === to) continue;
            expect(pieces.filter(({ begins }) => begins)).toHaveLength(1);
            expect([pieces[0]?.number, pieces.at(-1)?.number]).toEqual([startLine - 1, endLine - 1]);
            expect(text.split('\n')[startLine - 1]?.slice(startColumn - 1)).toContain(pieces[0]?.text);
          }
        },
      ),
    );
  });
});
