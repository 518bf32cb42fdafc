import { findInputValidators, namesValidator } from './input-validators.ts';
import type { PackageReading } from './package-tree.ts';
import type { YamlMap } from './yaml-map.ts';

/** Validators that a warning names; the rest is counted. */
const MOST_NAMED = 8;

/** Arguments of a test case's input validators: the same for each, or by name for some and none for the others. */
export type InputArgs = readonly string[] | ReadonlyMap<string, readonly string[]>;

/** The arguments of the validator at this path. */
export function inputArgsOf(args: InputArgs, validator: string): readonly string[] {
  if (!(args instanceof Map)) return args as readonly string[];
  for (const [name, own] of args) if (namesValidator(name, validator)) return own;
  return [];
}

/** `input_validator_args` (2025-09): a sequence of texts, or a map of validators' names to such sequences. */
export function readInputArgs(reading: PackageReading, yaml: YamlMap): InputArgs | undefined {
  const key = 'input_validator_args';
  // Drafts of the format had the legacy one's words.
  if (!yaml.has(key) && yaml.has('input_validator_flags')) return readInputFlags(reading, yaml);
  if (!yaml.isMap(key)) return yaml.strings(key);
  const map = yaml.child(key);
  const args = new Map<string, readonly string[]>();
  for (const name of map?.keys() ?? []) {
    if (map !== undefined) checkName(reading, map, name, name);
    args.set(name, map?.strings(name) ?? []);
  }
  return args;
}

/** `input_validator_flags` (legacy): one text of words, or a map of a validator's `name` to its `flags`. */
export function readInputFlags(reading: PackageReading, yaml: YamlMap): InputArgs | undefined {
  const key = 'input_validator_flags';
  if (!yaml.isMap(key)) return yaml.words(key);
  const map = yaml.child(key);
  map?.allowOnly(['name', 'flags']);
  const name = map?.string('name');
  if (map === undefined || name === undefined) {
    map?.warn(
      'validator-name',
      'flags',
      `${key} names no validator, so each gets the flags; add its name, or write the flags alone.`,
    );
    return map?.words('flags');
  }
  checkName(reading, map, 'name', name);
  return new Map([[name, map.words('flags') ?? []]]);
}

function checkName(reading: PackageReading, map: YamlMap, key: string, name: string): void {
  const { files, names } = findInputValidators(reading);
  if (names.has(name)) return;
  const some = [...files.keys()].slice(0, MOST_NAMED);
  const more = files.size > some.length ? ` and ${files.size - some.length} more` : '';
  const known = files.size === 0 ? 'there is none' : `there are ${some.join(', ')}${more}`;
  map.warn('validator-name', key, `No input validator is called "${name}"; ${known}.`);
}
