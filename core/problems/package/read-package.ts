import type { Frame } from '../../grading/frame.ts';
import type { Signature } from '../../grading/function/signature.ts';
import { FUNCTION_DRIVERS } from '../../grading/languages/index.ts';
import type { OutputValidation, StoredFile } from '../../grading/output-validation.ts';
import type { ContentHash, TestCase } from '../../grading/test-case.ts';
import type { FormatId } from '../formats/markers.ts';
import { translatePackage } from '../formats/translate-package.ts';
import type { JurySubmission, ProblemManifest } from '../problem.ts';
import { type DataChecks, type FoundTestData, readDataChecks } from './data-checks.ts';
import { byPlace, type Fault, refuses } from './fault.ts';
import { checkFrame, FRAME_FILE, readFrame } from './frame-file.ts';
import { checkValues, readSignature, SIGNATURE_FILE } from './function-signature.ts';
import { nearest, readGroups } from './groups.ts';
import { readIncluded } from './included-files.ts';
import { readJurySubmissions } from './jury-submissions.ts';
import { isJudged } from './package-languages.ts';
import {
  DEFAULT_BOUNDS,
  type PackageBounds,
  type PackageFile,
  PackageReading,
  type PackageTree,
} from './package-tree.ts';
import { readSampleInteractions } from './sample-interactions.ts';
import { readSettings, type SettledReading } from './settings.ts';
import { readStatements } from './statements.ts';
import { readTestCases } from './test-data.ts';
import { checkDefaultArgs, readValidation, warnOfTestlibArgs } from './validation.ts';

/** What came of reading a package. */
export interface PackageResult {
  /** The format that the package is in. */
  readonly format: FormatId;
  /** The manifest, or `null` when a fault refuses the package. */
  readonly manifest: ProblemManifest | null;
  /** Every fault, in the order of file and line. */
  readonly faults: readonly Fault[];
  /** The bytes that the manifest names, by hash; read them when they are to be stored. */
  readonly contents: ReadonlyMap<ContentHash, PackageFile>;
  /** What can be checked about the test data; `null` when the settings cannot be read. */
  readonly checks: DataChecks | null;
}

/**
 * Reads a problem package: of the ICPC/Kattis format (`legacy` or `2025-09`), or of another format as that. Never throws:
 * whatever the tree holds, it answers a manifest or at least one fault that refuses it, and always every fault that it can
 * see.
 */
export function readPackage(tree: PackageTree, bounds: PackageBounds = DEFAULT_BOUNDS): PackageResult {
  return openPackage(tree, bounds).result;
}

/** A package that was read, with the files that it was read from: the translation's where it is of another format. */
export interface OpenedPackage {
  readonly result: PackageResult;
  readonly reading: PackageReading;
}

/** As {@link readPackage}. */
export function openPackage(tree: PackageTree, bounds: PackageBounds = DEFAULT_BOUNDS): OpenedPackage {
  const original = new PackageReading(tree, bounds);
  const translated = translatePackage(original);
  if (translated === null)
    return { result: { format: 'icpc', ...readOwnFormat(original) }, reading: original };
  const { format } = translated;
  const told = original.allFaults();
  if (translated.tree === null || refuses(told)) {
    const result = { format, manifest: null, faults: told, contents: new Map(), checks: null };
    return { result, reading: original };
  }
  const reading = new PackageReading(translated.tree, bounds);
  const read = readOwnFormat(reading);
  const faults = [...told, ...translated.blame(read.faults)].sort(byPlace);
  return { result: { format, ...read, faults }, reading };
}

function readOwnFormat(reading: PackageReading): Omit<PackageResult, 'format'> {
  const settings = readSettings(reading);
  const settled = settings === null ? null : Object.assign(reading, { settings });
  const data = settled === null ? null : readManifest(settled);
  // Before the checks are read: whoever imports the package stores what the manifest names, and no more.
  const contents = new Map(reading.contents);
  const checks = settled === null || data === null ? null : readDataChecks(settled, data);
  const faults = reading.allFaults();
  return { manifest: data === null || refuses(faults) ? null : data.manifest, faults, contents, checks };
}

function readManifest(reading: SettledReading): FoundTestData {
  refuseWhatIsNotHonoured(reading);
  const { statements, names, downloads } = readStatements(reading);
  const found = readTestCases(reading);
  const { groups, acceptsPart, argsOf, inputArgsOf } = readGroups(reading, found);
  const validation = readValidation(reading);
  const signature = readSignature(reading);
  const testCases: TestCase[] = [];
  /** Different arguments, with the file that gives them. */
  const argsBySource = new Map([['problem.yaml', validation.args]]);
  for (const { testCase, ownArgs } of found) {
    const { file, words } =
      ownArgs === undefined
        ? (nearest(argsOf, testCase.id) ?? { file: 'problem.yaml', words: validation.args })
        : { file: `data/${testCase.id}.yaml`, words: ownArgs };
    if (sameWords(words, validation.args)) testCases.push(testCase);
    else {
      testCases.push({ ...testCase, validatorArgs: words });
      argsBySource.set(file, words);
    }
  }
  if (validation.kind !== 'default' && validation.program.testlib === true)
    for (const [file, args] of argsBySource) warnOfTestlibArgs(reading, file, args);
  if (validation.kind === 'default') {
    for (const [file, args] of argsBySource) checkDefaultArgs(reading, file, args);
    const unbounded = groups.some(
      (group) =>
        group.maxScore === null &&
        group.aggregation !== 'pass-fail' &&
        testCases.some((testCase) => testCase.group === group.name),
    );
    warnOfEmptyAnswers(reading, testCases);
    refuseUnboundedScores(reading, unbounded);
  }
  const interactions = readSampleInteractions(reading);
  const jurySubmissions = readJurySubmissions(reading, { groups, acceptsPart });
  const included = readIncluded(reading, jurySubmissions);
  const frame = readFrame(reading);
  const languages = languagesOf(reading, signature, frame);
  if (signature !== undefined) {
    checkFunctionProblem(reading, signature, validation.kind, testCases);
    checkFunctionPrograms(reading, languages ?? [], jurySubmissions);
  }
  if (frame !== undefined)
    checkFrame(
      reading,
      frame,
      testCases.map(({ id }) => id),
      jurySubmissions,
    );
  if (frame !== undefined && signature !== undefined)
    reading.error(
      'frame-signature',
      FRAME_FILE,
      `A problem has test cases that are code, or a function with a signature; remove ${FRAME_FILE} or ${SIGNATURE_FILE}.`,
    );
  if (included !== undefined && (signature !== undefined || frame !== undefined))
    reading.unsupported(
      'include-function',
      'include/',
      `Here judging writes what is beside a participant's source; remove include/, or ${signature === undefined ? FRAME_FILE : SIGNATURE_FILE}.`,
    );
  const manifest: ProblemManifest = {
    formatVersion: reading.settings.formatVersion,
    kind: reading.settings.kind,
    names,
    ...(reading.settings.uuid === undefined ? {} : { uuid: reading.settings.uuid }),
    licence: reading.settings.licence,
    statements,
    attachments: [...readAttachments(reading), ...downloads],
    limits: reading.settings.limits,
    timeLimitOrigin: reading.settings.timeLimitOrigin,
    timeMultipliers: reading.settings.timeMultipliers,
    timeResolutionMs: reading.settings.timeResolutionMs,
    languages,
    validation,
    ...(signature === undefined ? {} : { signature }),
    ...(frame === undefined ? {} : { frame }),
    testCases,
    groups,
    ...(included === undefined ? {} : { included }),
    ...(interactions.length === 0 ? {} : { interactions }),
    jurySubmissions,
  };
  return { manifest, found, inputArgsOf };
}

/** What participants may use: all that the package allows, and of these what its kind of problem can be solved in. */
function languagesOf(
  { settings }: SettledReading,
  signature: Signature | undefined,
  frame: Frame | undefined,
): readonly string[] | null {
  if (frame !== undefined) return [frame.language];
  return signature === undefined ? settings.languages : functionLanguages(settings.languages);
}

/** Those of the allowed languages in which `solve` can be written. */
function functionLanguages(allowed: readonly string[] | null): readonly string[] {
  const able = Object.keys(FUNCTION_DRIVERS);
  return allowed === null ? able : able.filter((language) => allowed.includes(language));
}

function checkFunctionProblem(
  reading: PackageReading,
  signature: Signature,
  validation: OutputValidation['kind'],
  testCases: readonly TestCase[],
): void {
  checkValues(reading, signature, testCases);
  if (validation !== 'default') {
    reading.unsupported(
      'function-validator',
      SIGNATURE_FILE,
      'A function problem compares results itself; remove the output validator or the signature.',
    );
  }
}

/** `solve` is one file in one of six languages, for the jury as for participants. */
function checkFunctionPrograms(
  reading: PackageReading,
  languages: readonly string[],
  jurySubmissions: readonly JurySubmission[],
): void {
  const able = Object.keys(FUNCTION_DRIVERS).join(', ');
  if (languages.length === 0)
    reading.unsupported(
      'function-languages',
      'problem.yaml',
      `None of the languages that the package allows can write solve(); allow one of ${able}.`,
    );
  for (const { path, program } of jurySubmissions) {
    if (!isJudged(program.language)) continue;
    if (!Object.hasOwn(FUNCTION_DRIVERS, program.language))
      reading.error(
        'function-language',
        `submissions/${path}`,
        `solve() cannot be written in ${program.language}; use one of ${able}.`,
      );
    else if (program.files.length > 1)
      reading.error(
        'function-files',
        `submissions/${path}`,
        `This program has ${program.files.length} files; a solve() is one.`,
      );
  }
}

function refuseWhatIsNotHonoured(reading: PackageReading): void {
  const validator = reading.below('static_validator')[0];
  if (validator !== undefined)
    reading.unsupported(
      'static-validator',
      `static_validator/${validator}`,
      'Static validation is not supported; remove static_validator/.',
    );
}

function readAttachments(reading: PackageReading): StoredFile[] {
  return reading.below('attachments').flatMap((name) => reading.store(`attachments/${name}`, name) ?? []);
}

function warnOfEmptyAnswers(reading: PackageReading, testCases: readonly TestCase[]): void {
  for (const testCase of testCases.filter((each) => each.answerBytes === 0)) {
    reading.warn(
      'empty-answer',
      `data/${testCase.id}.ans`,
      'The answer is empty, so a program that prints nothing is right; is that meant?',
    );
  }
}

function refuseUnboundedScores(reading: SettledReading, unbounded: boolean): void {
  if (reading.settings.kind === 'scoring' && unbounded) {
    reading.error(
      'score-unbounded',
      'data/secret/',
      'A group has no largest score, so a custom validator must give scores, and there is none; add one or bound the score.',
    );
  }
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}
