import type { StoredFile } from '../../grading/output-validation.ts';
import { byPath, CHECK_FOLDERS, type CheckKind, GROUP_FILES } from './data-folders.ts';
import { storeDataText } from './data-text.ts';
import type { OutputArgs } from './groups.ts';
import { type InputArgs, readInputArgs } from './input-args.ts';
import { legacyArgsOf } from './legacy-groups.ts';
import type { PackageReading } from './package-tree.ts';
import { readFilledYaml, type SettledReading } from './settings.ts';
import { readYamlMap, type YamlMap } from './yaml-map.ts';

/** A test case that tries the validators and that no submission is judged on. */
export interface CheckCase {
  /** `invalid_output/1`. */
  readonly id: string;
  readonly kind: CheckKind;
  readonly input: StoredFile;
  /** Absent in an invalid input. */
  readonly judged?: { readonly answer: StoredFile; readonly output: StoredFile };
  readonly args: ValidatorArgs;
}

/** Arguments of the output validator, with the file that gives them, and of the input validators. */
interface ValidatorArgs {
  readonly output?: OutputArgs;
  readonly input?: InputArgs;
}

/** Endings that are for people. */
const FOR_PEOPLE = ['.desc', '.hint', '.png', '.jpg', '.jpeg', '.svg'];

/** Finds every test case that tries the validators, folder by folder, and stores its files. */
export function readCheckCases(reading: SettledReading): CheckCase[] {
  const found: CheckCase[] = [];
  for (const [top, kind] of CHECK_FOLDERS) {
    const parts = partsOf(reading, top, kind);
    const argsOfFolder = new Map<string, ValidatorArgs>();
    for (const name of [...parts.keys()].sort(byPath)) {
      const id = `${top}/${name}`;
      const endings = parts.get(name) ?? [];
      const folder = `data/${id.slice(0, id.lastIndexOf('/'))}`;
      const inherited = argsOfFolder.get(folder) ?? readFolderArgs(reading, folder);
      argsOfFolder.set(folder, inherited);
      const own = endings.includes('.yaml') ? readArgs(reading, readYamlMap(reading, `data/${id}.yaml`)) : {};
      const files = readFiles(reading, id, kind, endings);
      if (files !== null) found.push({ id, kind, ...files, args: { ...inherited, ...own } });
    }
  }
  return found;
}

/** The endings that each test case of a folder has, by name. */
function partsOf(reading: PackageReading, folder: string, kind: CheckKind): Map<string, string[]> {
  const wanted = [...neededBy(kind), '.yaml'];
  const parts = new Map<string, string[]>();
  for (const file of reading.below(`data/${folder}`)) {
    if (GROUP_FILES.includes(file.slice(file.lastIndexOf('/') + 1))) continue;
    const ending = wanted.find((each) => file.endsWith(each));
    if (ending !== undefined) {
      const name = file.slice(0, -ending.length);
      parts.set(name, [...(parts.get(name) ?? []), ending]);
    } else if (!FOR_PEOPLE.some((each) => file.endsWith(each)))
      reading.passOver(`data/${folder}/${file}`, 'no part of a test case');
  }
  return parts;
}

function neededBy(kind: CheckKind): readonly string[] {
  return kind === 'invalid-input' ? ['.in'] : ['.in', '.ans', '.out'];
}

function readFiles(
  reading: PackageReading,
  id: string,
  kind: CheckKind,
  endings: readonly string[],
): Pick<CheckCase, 'input' | 'judged'> | null {
  const missing = neededBy(kind).filter((ending) => !endings.includes(ending));
  if (missing.length > 0) {
    const names = missing.map((ending) => `${id.slice(id.lastIndexOf('/') + 1)}${ending}`);
    reading.warn(
      'check-incomplete',
      `data/${id}${endings[0]}`,
      `A test case in data/${id.split('/')[0]} has ${neededBy(kind).join(', ')}, so this file is passed over; add ${names.join(' and ')} beside it, or remove it.`,
    );
    return null;
  }
  // What is to be rejected may be as strange as it likes: that is what is tried.
  const raw = (ending: string) => reading.store(`data/${id}${ending}`, `${id}${ending}`);
  const text = (ending: string) => storeDataText(reading, `data/${id}${ending}`, `${id}${ending}`);
  const input = kind === 'invalid-input' ? raw('.in') : text('.in');
  if (input === null || kind === 'invalid-input') return input === null ? null : { input };
  const [answer, output] = [text('.ans'), raw('.out')];
  return answer === null || output === null ? null : { input, judged: { answer, output } };
}

/** What holds in a folder: its own configuration, and for what that lacks those of the folders above, up to `data`. */
function readFolderArgs(reading: SettledReading, folder: string): ValidatorArgs {
  if (reading.settings.groupFile === 'testdata.yaml') return legacyArgsOf(reading, folder);
  const cut = folder.lastIndexOf('/');
  const inherited = cut < 0 ? {} : readFolderArgs(reading, folder.slice(0, cut));
  const yaml = readFilledYaml(reading, `${folder}/test_group.yaml`);
  // What else data's own may say is told where groups are read.
  return { ...inherited, ...(cut < 0 ? argsIn(reading, yaml) : readArgs(reading, yaml)) };
}

function readArgs(reading: PackageReading, yaml: YamlMap | null): ValidatorArgs {
  yaml?.allowOnly(['input_validator_args', 'output_validator_args', 'description']);
  return argsIn(reading, yaml);
}

function argsIn(reading: PackageReading, yaml: YamlMap | null): ValidatorArgs {
  if (yaml === null) return {};
  const words = yaml.strings('output_validator_args');
  const input = readInputArgs(reading, yaml);
  return {
    ...(words === undefined ? {} : { output: { file: yaml.file, words } }),
    ...(input === undefined ? {} : { input }),
  };
}
