import { given } from '../exam/given.ts';
import { familyOf, hasGrammar } from '../syntax/grammars.ts';
import { findFragments } from './find-fragments.ts';
import { fingerprint } from './fingerprints.ts';
import type { Program, ProgramLanguage, Template } from './program.ts';
import { type Fingerprinted, LEAST_FINGERPRINTS, type RankingRules, rankPairs } from './rank-pairs.ts';
import {
  countByHighest,
  type ProgramNote,
  type ReportedPair,
  type SimilarityReport,
} from './similarity-report.ts';
import { rangesOf } from './source-range.ts';
import type { Tokenizer, TokenStream } from './token-stream.ts';
import { loadTokenizer } from './tokenizers.ts';

/** What is compared: the programs of one problem. */
export interface ComparisonInput {
  /** One of each participant, in any order. */
  readonly programs: readonly Program[];
  readonly templates: readonly Template[];
  readonly languages: readonly ProgramLanguage[];
}

/** Programs that have been read, to be compared by these rules and by others. */
export interface Comparison {
  /** As the reports name them: by time of submission. */
  readonly programs: readonly Program[];
  report(rules: RankingRules): SimilarityReport;
}

/** More places that do not parse than one in so many tokens: it is another language, or no program. */
const TOKENS_PER_FAULT = 40;
/** Programs whose tokens are kept while pairs are looked at. */
const KEPT_STREAMS = 100;

/**
 * Reads programs. Whatever is asked of them afterwards is the same each time, on every machine and in any order of the
 * input. Never fails for what a program holds. Time: docs/limits.md.
 * @param onRead is told after each program how many have been read
 */
export async function readComparison(
  input: ComparisonInput,
  onRead: (count: number) => void = () => undefined,
): Promise<Comparison> {
  const programs = input.programs.toSorted((a, b) => (a.submissionId < b.submissionId ? -1 : 1));
  const reader = await makeReader(input);
  const templates = new Map<string, Set<number>>();
  for (const template of input.templates) {
    const family = reader.familyOf(template);
    const known = templates.get(family) ?? new Set();
    for (const hash of fingerprint(reader.read(template))) known.add(hash);
    templates.set(family, known);
  }
  const compared: Fingerprinted[] = [];
  const notes: ProgramNote[][] = [];
  for (const program of programs) {
    const stream = reader.read(program);
    const { participantId } = program;
    compared.push({ participantId, family: reader.familyOf(program), hashes: fingerprint(stream) });
    notes.push(reader.describe(program, stream));
    onRead(compared.length);
  }
  const sizes = Map.groupBy(compared, ({ family }) => family);
  return {
    programs,
    report(rules) {
      const ranking = rankPairs(compared, templates, rules);
      const reported = programs.map(({ source: _, ...program }, at) => {
        const { family = '', hashes = [] } = compared[at] ?? {};
        const highest = ranking.highest[at];
        const own = ranking.totals[at] ?? 0;
        const why: readonly ProgramNote[] =
          sizes.get(family)?.length === 1
            ? ['alone']
            : own >= LEAST_FINGERPRINTS
              ? []
              : hashes.length < LEAST_FINGERPRINTS
                ? ['short']
                : ['common'];
        return { ...program, ...given({ highest }), notes: [...why, ...(notes[at] ?? [])] };
      });
      const streams = new Map<number, TokenStream>();
      const streamOf = (at: number): TokenStream => {
        const known = streams.get(at) ?? reader.read(programs[at] ?? { language: '', source: '' });
        streams.delete(at);
        streams.set(at, known);
        const [oldest] = streams.keys();
        if (streams.size > KEPT_STREAMS && oldest !== undefined) streams.delete(oldest);
        return known;
      };
      const pairs = ranking.pairs.map((score): ReportedPair => {
        const { left, right } = score;
        const family = compared[left]?.family ?? '';
        const found = findFragments(streamOf(left), streamOf(right), (hash) =>
          ranking.isIgnored(family, hash),
        );
        const [onLeft, onRight] = [left, right].map((at) => rangesOf(programs[at]?.source ?? '')) as [
          ReturnType<typeof rangesOf>,
          ReturnType<typeof rangesOf>,
        ];
        const fragments = found.fragments.map((fragment) => ({
          left: onLeft(fragment.left.from, fragment.left.to),
          right: onRight(fragment.right.from, fragment.right.to),
          length: fragment.length,
        }));
        const lines = fragments
          .flatMap((one) => [one.left, one.right])
          .map((range) => range.endLine - range.startLine + 1);
        return { ...score, longest: found.longest, longestLines: Math.max(0, ...lines), fragments };
      });
      const { pairCount, clusters, templateCount: template, commonCount: common } = ranking;
      return {
        rules,
        programs: reported,
        pairs,
        pairCount,
        clusters,
        histogram: countByHighest(reported),
        ignored: { template, common },
      };
    },
  };
}

/** How programs of these languages are read. */
async function makeReader({ programs, templates, languages }: ComparisonInput) {
  const grammars = new Map(languages.map(({ id, grammar }) => [id, grammar]));
  const tokenizers = new Map<string, Tokenizer>();
  for (const { language } of [...programs, ...templates])
    if (!tokenizers.has(language)) tokenizers.set(language, await loadTokenizer(grammars.get(language)));
  return {
    familyOf: ({ language }: Template) => familyOf(language, grammars.get(language)),
    read: ({ language, source }: Template): TokenStream =>
      tokenizers.get(language)?.(source) ?? { tokens: [], from: [], to: [], isCut: false, faults: 0 },
    describe({ language }: Template, { isCut, faults, tokens }: TokenStream): ProgramNote[] {
      return [
        ...(isCut ? ['cut' as const] : []),
        ...(faults * TOKENS_PER_FAULT > tokens.length ? ['faulty' as const] : []),
        ...(hasGrammar(grammars.get(language)) ? [] : ['words' as const]),
      ];
    },
  };
}
