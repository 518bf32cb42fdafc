import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { solidityDetectors } from '../../core/review/solidity/solidity-detectors.ts';
import { type Bound, type Figure, makeSingleFigure } from '../figure.ts';
import { blankComments } from './blank-comments.ts';
import { type Half, halfOf, type LabelledSource } from './labelled-source.ts';
import { NEAR_COPY_SHARE, withoutNearCopies } from './near-copies.ts';
import { type RegistrySample, readRegistry, readSmartbugs, readSolidifi } from './read-labelled-sets.ts';
import { LABELLED_CATEGORIES, type Rates, rateScores, scoreSource } from './score-labels.ts';

const LEAST_F1 = 0.7;
const MOST_FALSE_ON_AUDITED = 1;

/** Where each set comes from, by the name of the folder that it is looked for in. */
const SETS = {
  smartbugs: 'https://github.com/smartbugs/smartbugs-curated',
  solidifi: 'https://github.com/DependableSystemsLab/SolidiFI-benchmark',
  swc: 'https://github.com/SmartContractSecurity/SWC-registry',
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

/** Categories of the pages of the SWC registry that are of one of DASP's ten; of the others only the number counts. */
const CATEGORY_OF_SWC: Readonly<Record<number, string>> = {
  ...{ 100: 'access-control', 101: 'arithmetic', 104: 'unchecked-low-level-calls', 105: 'access-control' },
  ...{ 106: 'access-control', 107: 'reentrancy', 112: 'access-control', 113: 'denial-of-service' },
  ...{ 114: 'front-running', 115: 'access-control', 116: 'time-manipulation', 118: 'access-control' },
  ...{ 120: 'bad-randomness', 124: 'access-control', 128: 'denial-of-service' },
};

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
  for (const source of [...smartbugs, ...solidifi]) if (halfOf(source) === 'tuned') describe(source, tell);
  const samples = readIfThere('swc', readRegistry) ?? [];
  const audited = readIfThere('openzeppelin', (folder) => rateAudited(folder, tell));
  return [
    ...rateSet('', smartbugs),
    ...rateUnlike(smartbugs, [...smartbugs, ...solidifi, ...samples]),
    ...rateSet('solidifi', solidifi),
    ...rateSet('pooled', [...smartbugs, ...solidifi]),
    ...rateRegistry(samples, tell),
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
  const bound = { atLeast: LEAST_F1 };
  return [
    makeSingleFigure(`review-recall${suffix}`, 100 * all.recall, '%', undefined, `${held.length} files`),
    makeSingleFigure(`review-precision${suffix}`, 100 * place.precision, '%'),
    makeSingleFigure(`review-precision-strict${suffix}`, 100 * strict.precision, '%'),
    figureOf(`review-f1${suffix}`, all, bound),
    // What SolidiFI puts in has more than the one fault that its log names, in each of a thousand copies.
    makeSingleFigure(`review-f1-strict${suffix}`, strict.f1, '', set === '' ? bound : undefined),
    ...LABELLED_CATEGORIES.map((category) => [category, rateScores(held, category)] as const)
      .filter(([, { labels }]) => labels > 0)
      .map(([category, rates]) => figureOf(`review-f1${suffix}:${category}`, rates)),
    figureOf(`review-f1${suffix}:tuned-half`, rateScores(ofHalf('tuned'))),
  ];
}

/**
 * Figures of those held files of a set that are near copies of no tuned file of any set. They judge what the others cannot: whether
 * rules find more than what they were made from.
 */
function rateUnlike(
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
  const bound = { atLeast: LEAST_F1 };
  const which = `${unlike.length} of ${held.length} files: less than ${100 * NEAR_COPY_SHARE} % of lines in any tuned file`;
  return [
    makeSingleFigure('review-f1-unlike', rates.readings['by place'].f1, '', bound, tellRates(rates)),
    makeSingleFigure('review-f1-unlike-strict', rates.readings.strict.f1, '', bound, which),
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

/** Samples of the SWC registry, by file: those with the fault of their page that it is found in, and those without that it is said of. */
function rateRegistry(samples: readonly RegistrySample[], tell: (line: string) => void): readonly Figure[] {
  if (samples.length === 0) return [];
  const swcOf = new Map(solidityDetectors.rules.map(({ id, swc }) => [id, swc]));
  const read = samples.map((sample) => ({
    ...sample,
    isFound: findIn(sample.source).some(
      ({ ruleId, category }) => swcOf.get(ruleId) === sample.swc || category === CATEGORY_OF_SWC[sample.swc],
    ),
  }));
  for (const { path, name, faulty, isFound } of read)
    if (faulty !== isFound && halfOf({ path }) === 'tuned')
      tell(`${faulty ? 'missed' : 'false'}  swc/${path}  ${name}`);
  const held = read.filter((sample) => halfOf(sample) === 'held');
  const shareOf = (wanted: boolean) => {
    const those = held.filter(({ faulty }) => faulty === wanted);
    const found = those.filter(({ isFound }) => isFound).length;
    return [(100 * found) / those.length, `${found} of ${those.length} files`] as const;
  };
  const [recall, ofFaulty] = shareOf(true);
  const [wrong, ofFixed] = shareOf(false);
  return [
    makeSingleFigure('review-recall:swc', recall, '% of files', undefined, ofFaulty),
    makeSingleFigure('review-false:swc', wrong, '% of fixed files', undefined, ofFixed),
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
