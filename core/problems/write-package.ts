import { stringify } from 'yaml';
import type { PackageProgram, StoredFile } from '../grading/output-validation.ts';
import type { TestCase, TestGroup } from '../grading/test-case.ts';
import type { DataChecks } from './package/data-checks.ts';
import { boundOf, ruleOfFolder, verdictsOfFormat } from './package/expectations.ts';
import type { InputArgs } from './package/input-args.ts';
import { codeOf } from './package/package-languages.ts';
import type { PackageFile, PackageReading } from './package/package-tree.ts';
import { readYamlMap } from './package/yaml-map.ts';
import type { JurySubmission, ProblemManifest } from './problem.ts';

/** What a package came to when it was read, with the package itself. */
export interface ReadPackage {
  readonly reading: PackageReading;
  readonly manifest: ProblemManifest;
  readonly checks: DataChecks;
  readonly contents: ReadonlyMap<string, PackageFile>;
}

/** Parts of test cases that judging does not read, as they stand. */
const BESIDE =
  /^data\/(?:sample|secret)\/.*\.(?:in\.statement|ans\.statement|in\.download|ans\.download|interaction|desc|png|jpe?g|svg)$/;

const encoder = new TextEncoder();

/**
 * The files of a package in the format `2025-09` that reads back as the same problem, whatever version of the package format
 * it was read from: with what the older format says by other words said by the newer one's.
 *
 * @throws Error when a file of the package cannot be read
 */
export function writePackage(read: ReadPackage): readonly PackageFile[] {
  return new Writer(read).write();
}

function typesOf({ kind, validation }: ProblemManifest): string | readonly string[] {
  if (validation.kind !== 'interactive') return kind;
  const { passes, listens } = validation;
  return [
    kind,
    ...(listens === true ? [] : ['interactive']),
    ...(passes === undefined ? [] : ['multi-pass']),
  ];
}

class Writer {
  private readonly read: ReadPackage;
  private readonly files = new Map<string, PackageFile>();

  constructor(read: ReadPackage) {
    this.read = read;
  }

  write(): readonly PackageFile[] {
    const { manifest, reading } = this.read;
    this.writeSettings();
    for (const statement of manifest.statements) {
      const path = `statement/problem.${statement.language}.${statement.format}`;
      if (statement.format === 'pdf') this.store(path, statement.file.hash);
      else this.text(path, statement.text);
      for (const { name, hash } of statement.attachments) this.store(`statement/${name}`, hash);
    }
    for (const { name, hash } of manifest.attachments) this.store(`attachments/${name}`, hash);
    if (manifest.validation.kind !== 'default') {
      const { files } = manifest.validation.program;
      for (const { name, hash } of files) this.store(`output_validator/${name}`, hash);
    }
    for (const [language, { files }] of Object.entries(manifest.included ?? {}))
      for (const { name, hash } of files) this.store(`include/${codeOf(language)}/${name}`, hash);
    for (const file of ['signature.yaml', 'frame.yaml', 'include.yaml']) this.copy(file, file);
    this.writeGroups();
    for (const testCase of manifest.testCases) this.writeTestCase(testCase);
    for (const path of reading.below('data').map((file) => `data/${file}`))
      if (BESIDE.test(path)) this.copy(path, path);
    this.writeChecks();
    this.writeSubmissions();
    return [...this.files.values()];
  }

  private writeSettings(): void {
    const { manifest, reading } = this.read;
    const { limits, timeMultipliers } = manifest;
    const original = readYamlMap(reading, 'problem.yaml');
    const words = (key: string) => (original?.isScalar(key) === true ? original.string(key) : undefined);
    const source = words('source');
    this.yaml('problem.yaml', {
      problem_format_version: '2025-09',
      name: manifest.names,
      uuid: manifest.uuid,
      type: typesOf(manifest),
      license: manifest.licence,
      rights_owner: words('rights_owner'),
      credits: words('credits') ?? words('author'),
      source: source === undefined ? undefined : { name: source, url: words('source_url') },
      languages: manifest.languages?.map(codeOf),
      limits: {
        time_limit: manifest.timeLimitOrigin === 'default' ? undefined : limits.timeMs / 1000,
        time_resolution: manifest.timeResolutionMs / 1000,
        time_multipliers: {
          ac_to_time_limit: timeMultipliers.accepted,
          time_limit_to_tle: timeMultipliers.tooSlow,
        },
        memory: limits.memoryKiB / 1024,
        output: limits.outputKiB / 1024,
        code: limits.sourceKiB,
        compilation_time: limits.compileTimeMs / 1000,
        compilation_memory: limits.compileMemoryKiB / 1024,
        validation_time: limits.validationTimeMs / 1000,
        validation_memory: limits.validationMemoryKiB / 1024,
        validation_output: limits.validationOutputKiB / 1024,
        validation_passes:
          manifest.validation.kind === 'interactive' ? manifest.validation.passes : undefined,
      },
    });
  }

  private writeGroups(): void {
    const { manifest } = this.read;
    for (const group of manifest.groups) {
      const args = ['sample', 'secret'].includes(group.name) ? manifest.validation.args : [];
      const scores = manifest.kind === 'scoring' ? scoresOf(group) : {};
      const said = { ...scores, output_validator_args: args.length === 0 ? undefined : args };
      const isFolder = group.name.includes('/');
      if (isFolder || Object.values(said).some((value) => value !== undefined))
        this.yaml(`data/${group.name}/test_group.yaml`, said);
    }
  }

  private writeTestCase(testCase: TestCase): void {
    const { id, inputHash, answerHash, validatorArgs, hint } = testCase;
    const own = this.read.checks.inputs.find(({ file }) => file === `data/${id}.in`)?.args ?? [];
    this.store(`data/${id}.in`, inputHash);
    this.store(`data/${id}.ans`, answerHash);
    this.configure(`data/${id}.yaml`, validatorArgs, own, hint);
  }

  /** Test cases that try the validators, and outputs that stand beside an answer. */
  private writeChecks(): void {
    const { reading, checks } = this.read;
    for (const { path, program } of checks.validators) {
      const to = path.replace(/^input_format_validators\//, 'input_validators/');
      if ('notRun' in program) {
        this.copy(path, to);
        for (const file of reading.below(path)) this.copy(`${path}/${file}`, `${to}/${file}`);
      } else this.storeProgram(to, program);
    }
    for (const { file, hash, args } of checks.inputs) {
      if (this.files.has(file)) continue;
      const to = singular(file);
      this.store(to, hash);
      const output = checks.outputs.find((each) => each.file.replace(/\.[^.]*$/, '.in') === file);
      this.configure(to.replace(/\.in$/, '.yaml'), output?.testCase.validatorArgs, args, undefined);
    }
    for (const { file, hash, testCase } of checks.outputs) {
      const to = singular(file);
      this.store(to, hash);
      this.store(to.replace(/\.[^.]*$/, '.ans'), testCase.answerHash);
    }
  }

  private writeSubmissions(): void {
    const { manifest, reading } = this.read;
    const named: Record<string, unknown> = {};
    for (const submission of manifest.jurySubmissions) {
      const { path, program } = submission;
      this.storeProgram(`submissions/${path}`, program);
      Object.assign(named, manifest.formatVersion === 'legacy' ? rulesToSay(submission) : {});
      const said = languageToSay({ path, program });
      if (said !== undefined || program.entryPoint !== undefined)
        named[path] = { language: said, entrypoint: program.entryPoint };
    }
    // The older format has no such file, and in the newer one it says all that is said here.
    if (reading.get('submissions/submissions.yaml') !== undefined)
      this.copy('submissions/submissions.yaml', 'submissions/submissions.yaml');
    else if (Object.keys(named).length > 0) this.yaml('submissions/submissions.yaml', named);
  }

  private configure(
    path: string,
    output: readonly string[] | undefined,
    input: InputArgs,
    hint: string | undefined,
  ): void {
    const args = input instanceof Map ? Object.fromEntries(input) : input;
    const isEmpty = input instanceof Map ? input.size === 0 : (input as readonly string[]).length === 0;
    if (output === undefined && isEmpty && hint === undefined) return;
    this.yaml(path, {
      output_validator_args: output,
      input_validator_args: isEmpty ? undefined : args,
      hint,
    });
  }

  /** A program as the file or the folder that this path was. */
  private storeProgram(path: string, { files }: PackageProgram): void {
    const [only, another] = files as readonly [StoredFile?, StoredFile?];
    if (only !== undefined && another === undefined && path.endsWith(`/${only.name}`))
      this.store(path, only.hash);
    else for (const { name, hash } of files) this.store(`${path}/${name}`, hash);
  }

  private store(path: string, hash: string): void {
    const file = this.read.contents.get(hash) ?? this.read.checks.contents.get(hash);
    if (file === undefined) throw new Error(`the package does not hold what is to be ${path}`);
    this.files.set(path, { ...file, path, kind: 'file' });
  }

  private copy(from: string, to: string): void {
    const file = this.read.reading.get(from);
    if (file !== undefined) this.files.set(to, { ...file, path: to });
  }

  private yaml(path: string, values: unknown): void {
    this.text(path, stringify(values, { lineWidth: 0, keepUndefined: false }));
  }

  private text(path: string, text: string): void {
    const bytes = encoder.encode(text);
    this.files.set(path, { path, bytes: bytes.length, kind: 'file', read: () => bytes });
  }
}

function scoresOf({ aggregation, maxScore, requires }: TestGroup): Record<string, unknown> {
  return {
    max_score: maxScore ?? 'unbounded',
    score_aggregation: aggregation,
    require_pass: requires.length === 0 ? undefined : requires,
  };
}

/** Drafts had the folders that try validators in the plural. */
const singular = (path: string) =>
  path.replace(/^(data\/(?:invalid_input|invalid_output|valid_output))s\//, '$1/');

/** A language that the older format reads from a program's first line, and the newer one must be told. */
function languageToSay({ program }: Pick<JurySubmission, 'path' | 'program'>): string | undefined {
  return program.language === 'python2' ? 'python2' : undefined;
}

/** What the older format asks of a submission's folder, where the newer one asks something else of it. */
function rulesToSay({ path, requirements }: JurySubmission): Record<string, unknown> {
  const folder = path.slice(0, path.indexOf('/'));
  const [rule] = requirements;
  const [older, newer] = (['legacy', '2025-09'] as const).map((version) =>
    JSON.stringify({ of: '', ...ruleOfFolder(folder, version) }),
  );
  const isFolders = older !== newer && JSON.stringify(rule) === older;
  if (rule === undefined || !(isFolders || (folder === 'accepted' && rule.score !== undefined))) return {};
  const { permitted, required, score, timeLimit } = rule;
  return {
    [folder]: {
      permitted: permitted.filter((verdict) => verdictsOfFormat(verdict) !== null),
      required: required.filter((verdict) => verdictsOfFormat(verdict) !== null),
      score,
      use_for_time_limit: timeLimit === boundOf(permitted, required) ? undefined : timeLimit,
    },
  };
}
