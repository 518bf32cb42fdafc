import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DASP_CATEGORIES } from '../../core/review/rule.ts';
import { solidityDetectors } from '../../core/review/solidity/solidity-detectors.ts';
import { type Bound, type Figure, makeSingleFigure } from '../figure.ts';
import { blankComments } from './blank-comments.ts';
import { type Half, halfOf, type LabelledFile, type LabelledSource } from './labelled-source.ts';
import { NEAR_COPY_SHARE, withoutNearCopies } from './near-copies.ts';
import { rateRules } from './rate-rules.ts';
import { readJiuzhou } from './read-jiuzhou.ts';
import { readRegistry, readSmartbugs, readSolidifi } from './read-labelled-sets.ts';
import { readSlither } from './read-slither.ts';
import { readVerismart } from './read-verismart.ts';
import { type Rates, rateScores, scoreSource } from './score-labels.ts';

const LEAST_F1 = 0.7;
const MOST_FALSE_ON_AUDITED = 1;

/** Where each set comes from, by the name of the folder that it is looked for in. */
const SETS = {
  smartbugs: 'https://github.com/smartbugs/smartbugs-curated',
  solidifi: 'https://github.com/DependableSystemsLab/SolidiFI-benchmark',
  swc: 'https://github.com/SmartContractSecurity/SWC-registry',
  verismart: 'https://github.com/kupl/VeriSmart-benchmarks',
  jiuzhou: 'https://github.com/xf97/JiuZhou',
  slither: 'https://github.com/crytic/slither',
  openzeppelin: 'https://github.com/OpenZeppelin/openzeppelin-contracts',
} as const;

/**
 * Contracts that nobody doubts, below contracts/: those that the examples in OpenZeppelin's own documentation import most often, and
 * of those that they import equally often the longest, which have the most to find something in.
 */
const AUDITED = [
  'token/ERC20/ERC20.sol',
  'access/AccessControl.sol',
  'token/ERC20/extensions/ERC20Votes.sol',
  'token/ERC20/extensions/ERC20Permit.sol',
  'utils/Nonces.sol',
  'token/ERC721/ERC721.sol',
  'access/Ownable.sol',
  'token/ERC1155/utils/ERC1155Holder.sol',
  'utils/structs/EnumerableSet.sol',
  'governance/Governor.sol',
  'access/manager/AccessManager.sol',
  'utils/math/Math.sol',
  'utils/Strings.sol',
  'governance/TimelockController.sol',
  'token/ERC1155/ERC1155.sol',
  'token/ERC20/extensions/ERC4626.sol',
  'proxy/Clones.sol',
  'token/ERC20/utils/SafeERC20.sol',
  'utils/Base64.sol',
  'governance/extensions/GovernorTimelockControl.sol',
];

/**
 * What the detectors of Solidity find of what public sets say is wrong, and what they find on contracts that nobody doubts. The sets
 * are no part of Assize: they are looked for in the folder that `REVIEW_SETS` names. With `details` it says what was missed and what
 * is false, of the tuned half alone.
 */
export async function measure(_minutes?: number, details = false): Promise<readonly Figure[]> {
  const root = process.env['REVIEW_SETS'] ?? '';
  const tell = (line: string) => (details ? console.error(line) : undefined);
  const readIfThere = <T>(name: keyof typeof SETS, read: (folder: string) => T): T | undefined => {
    const folder = join(root, name);
    if (root !== '' && existsSync(folder)) return read(folder);
    console.error(
      `Without ${name}: clone ${SETS[name]} to ${name} in a folder, and name that by REVIEW_SETS.`,
    );
    return undefined;
  };
  const smartbugs = readIfThere('smartbugs', readSmartbugs)?.map(scoreFile) ?? [];
  const solidifi = readIfThere('solidifi', readSolidifi)?.map(scoreFile) ?? [];
  const samples = readIfThere('swc', readRegistry) ?? [];
  // Sets that came later are judged by what the earlier ones do not have.
  const earlier = [...smartbugs, ...solidifi, ...samples];
  const names = new Set(smartbugs.map(({ path }) => basename(path)));
  const verismart = withoutNearCopies(
    (readIfThere('verismart', readVerismart) ?? []).filter(({ path }) => !names.has(basename(path))),
    earlier,
  ).map(scoreFile);
  const jiuzhou = withoutNearCopies(readIfThere('jiuzhou', readJiuzhou) ?? [], earlier);
  const slither = (readIfThere('slither', readSlither) ?? []).map(scoreFile);
  const labelled = [...smartbugs, ...solidifi, ...verismart];
  for (const source of labelled) if (halfOf(source) === 'tuned') describe(source, tell);
  const audited = readIfThere('openzeppelin', (folder) => rateAudited(folder, tell));
  const all = [...labelled, ...samples, ...jiuzhou];
  return [
    ...rateSet('', smartbugs),
    ...rateUnlike('', smartbugs, all),
    ...rateSet('solidifi', solidifi),
    ...rateSet('pooled', [...smartbugs, ...solidifi]),
    ...rateFiles('swc', samples, tell),
    ...rateSet('verismart', verismart),
    ...rateUnlike('verismart', verismart, all),
    ...rateFiles('jiuzhou', jiuzhou, tell),
    ...rateWhole('slither', slither),
    ...rateEachRule('smartbugs', smartbugs),
    ...rateEachRule('all', labelled),
    ...(audited ?? []),
  ];
}

type Scored = ReturnType<typeof scoreFile>;

/** Security findings of a source alone; what it imports is not there. */
function findIn(source: string) {
  return solidityDetectors
    .detect({ language: 'solidity', source })
    .findings.filter(({ kind }) => kind === 'security');
}

function scoreFile(source: LabelledSource) {
  return { ...source, score: scoreSource(source, findIn(source.source)) };
}

function describe({ set, path, score }: Scored, tell: (line: string) => void): void {
  for (const { category, line } of score.missed) tell(`missed  ${category}  ${set}/${path}:${line}`);
  for (const { category, line, ruleIds, ofLabelledCategory, nearAnotherLabel } of score.falseSpots) {
    const why = [
      'false',
      ...(ofLabelledCategory ? [] : ['of another category']),
      ...(nearAnotherLabel ? ['at another label'] : []),
    ].join(' ');
    tell(`${why}  ${category}  ${set}/${path}:${line}  ${ruleIds.join(', ')}`);
  }
}

/**
 * Only SmartBugs is labelled for all of what is in it. What SolidiFI puts in has more than the one fault that its log names, in each of a
 * thousand copies, and VeriSmart knows one reported fault of each contract.
 */
function boundOf(set: string): Bound | undefined {
  return set === '' ? { atLeast: LEAST_F1 } : undefined;
}

/**
 * Figures of the held half of a set, then of its categories, then of the tuned half to see how much was learnt by heart. Precision
 * and F1 are read by place as those of solhint are (docs/reviews.md), then strictly.
 */
function rateSet(set: string, sources: readonly Scored[]): readonly Figure[] {
  if (sources.length === 0) return [];
  const suffix = set === '' ? '' : `:${set}`;
  const ofHalf = (half: Half) =>
    sources.filter((source) => halfOf(source) === half).map(({ score }) => score);
  const held = ofHalf('held');
  const all = rateScores(held);
  const [place, strict] = [all.readings['by place'], all.readings.strict];
  const figureOf = (name: string, rates: Rates, bound?: Bound) =>
    makeSingleFigure(name, rates.readings['by place'].f1, '', bound, tellRates(rates));
  const bound = boundOf(set);
  return [
    makeSingleFigure(`review-recall${suffix}`, 100 * all.recall, '%', undefined, `${held.length} files`),
    makeSingleFigure(`review-precision${suffix}`, 100 * place.precision, '%'),
    makeSingleFigure(`review-precision-strict${suffix}`, 100 * strict.precision, '%'),
    figureOf(`review-f1${suffix}`, all, bound),
    makeSingleFigure(`review-f1-strict${suffix}`, strict.f1, '', bound),
    ...DASP_CATEGORIES.map((category) => [category, rateScores(held, category)] as const)
      .filter(([, { labels }]) => labels > 0)
      .map(([category, rates]) => figureOf(`review-f1${suffix}:${category}`, rates)),
    figureOf(`review-f1${suffix}:tuned-half`, rateScores(ofHalf('tuned'))),
  ];
}

/** The same of a set that nobody made rules from, as a whole. */
function rateWhole(set: string, sources: readonly Scored[]): readonly Figure[] {
  if (sources.length === 0) return [];
  const rates = rateScores(sources.map(({ score }) => score));
  return [
    makeSingleFigure(`review-recall:${set}`, 100 * rates.recall, '%', undefined, `${sources.length} files`),
    makeSingleFigure(`review-f1-strict:${set}`, rates.readings.strict.f1, '', undefined, tellRates(rates)),
  ];
}

/** The strict precision of each rule that names anything in the held half of some sets. */
function rateEachRule(which: string, sources: readonly Scored[]): readonly Figure[] {
  const held = sources.filter((source) => halfOf(source) === 'held').map(({ score }) => score);
  return rateRules(held).map(({ ruleId, right, wrong }) =>
    makeSingleFigure(
      `review-precision:${which}:${ruleId}`,
      (100 * right) / (right + wrong.strict),
      '%',
      undefined,
      `${right} of ${right + wrong.strict} lines; by place: ${right} of ${right + wrong['by place']}`,
    ),
  );
}

/**
 * Figures of those held files of a set that are near copies of no tuned file of any set. They judge what the others cannot: whether
 * rules find more than what they were made from.
 */
function rateUnlike(
  set: string,
  sources: readonly Scored[],
  all: readonly { readonly path: string; readonly source: string }[],
): readonly Figure[] {
  const held = sources.filter((source) => halfOf(source) === 'held');
  if (held.length === 0) return [];
  const unlike = withoutNearCopies(
    held,
    all.filter((source) => halfOf(source) === 'tuned'),
  );
  const rates = rateScores(unlike.map(({ score }) => score));
  const suffix = set === '' ? '' : `:${set}`;
  const bound = boundOf(set);
  const which = `${unlike.length} of ${held.length} files: less than ${100 * NEAR_COPY_SHARE} % of lines in any tuned file`;
  return [
    makeSingleFigure(`review-f1-unlike${suffix}`, rates.readings['by place'].f1, '', bound, tellRates(rates)),
    makeSingleFigure(`review-f1-unlike-strict${suffix}`, rates.readings.strict.f1, '', bound, which),
  ];
}

/** `12 of 20, recall 60.0 %; strict: precision 50.0 %, F1 0.55; ...` */
function tellRates({ labels, found, recall, readings }: Rates): string {
  return [
    `${found} of ${labels}, recall ${tellShare(recall)}`,
    ...Object.entries(readings).map(
      ([reading, { falseSpots, precision, f1 }]) =>
        `${reading}: ${falseSpots} false, precision ${tellShare(precision)}, F1 ${f1.toFixed(2)}`,
    ),
  ].join('; ');
}

function tellShare(share: number): string {
  return Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)} %`;
}

/** By file: those of the held half with a fault that it is found in, those without that it is said of, and the same of the tuned half. */
function rateFiles(
  set: string,
  files: readonly LabelledFile[],
  tell: (line: string) => void,
): readonly Figure[] {
  if (files.length === 0) return [];
  const swcOf = new Map(solidityDetectors.rules.map(({ id, swc }) => [id, swc]));
  const read = files.map((file) => ({
    ...file,
    isFound: findIn(file.source).some(
      ({ ruleId, category }) =>
        file.categories.includes(category) || file.swc.includes(swcOf.get(ruleId) ?? Number.NaN),
    ),
  }));
  for (const { path, name, faulty, isFound } of read)
    if (faulty !== isFound && halfOf({ path }) === 'tuned')
      tell(`${faulty ? 'missed' : 'false'}  ${set}/${path}  ${name}`);
  const shareOf = (half: Half, wanted: boolean) => {
    const those = read.filter((file) => halfOf(file) === half && file.faulty === wanted);
    return { of: those.length, found: those.filter(({ isFound }) => isFound).length };
  };
  const [faulty, sound] = [shareOf('held', true), shareOf('held', false)];
  const f1Of = (half: Half) => {
    const [right, wrong] = [shareOf(half, true), shareOf(half, false)];
    return makeSingleFigure(
      `review-f1:${set}${half === 'held' ? '' : ':tuned-half'}`,
      (2 * right.found) / (right.of + right.found + wrong.found),
      '',
      undefined,
      `${right.found} of ${right.of} faulty files, and ${wrong.found} of ${wrong.of} without the fault`,
    );
  };
  return [
    makeSingleFigure(
      `review-recall:${set}`,
      (100 * faulty.found) / faulty.of,
      '% of files',
      undefined,
      `${faulty.found} of ${faulty.of} files`,
    ),
    makeSingleFigure(
      `review-false:${set}`,
      (100 * sound.found) / sound.of,
      '% of files without the fault',
      undefined,
      `${sound.found} of ${sound.of} files`,
    ),
    f1Of('held'),
    f1Of('tuned'),
  ];
}

function rateAudited(folder: string, tell: (line: string) => void): readonly Figure[] {
  const found = AUDITED.map((path) => {
    const findings = findIn(blankComments(readFileSync(join(folder, 'contracts', path), 'utf8')));
    for (const { ruleId, line } of findings) tell(`false on audited  ${path}:${line}  ${ruleId}`);
    return findings.length;
  });
  return [
    makeSingleFigure(
      'review-false-on-audited',
      found.reduce((sum, count) => sum + count, 0) / AUDITED.length,
      'a contract',
      { atMost: MOST_FALSE_ON_AUDITED },
      `${found.filter((count) => count > 0).length} of ${AUDITED.length} have any; most ${Math.max(...found)}`,
    ),
  ];
}
