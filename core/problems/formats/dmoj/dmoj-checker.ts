import type { YamlMap } from '../../package/yaml-map.ts';
import { type COMPARED, compareScript, LINE_COUNT_SCRIPT } from '../compare-script.ts';
import type { Comparison } from '../scored-groups.ts';
import { baseName, copyTogether, plainName, type Translation } from '../translation.ts';
import { isScriptable, writeValidatorScripts } from '../validator-scripts.ts';

const WORDS: Comparison = { args: ['case_sensitive'] };
/** Checkers of DMOJ's that the default output validator equals, by its arguments. */
const ARGS_OF_CHECKER: Readonly<Record<string, readonly string[]>> = {
  standard: ['case_sensitive'],
  identical: ['case_sensitive', 'space_change_sensitive'],
};
const TOLERANCE_OF_MODE: Readonly<Record<string, string>> = {
  default: 'float_tolerance',
  absolute: 'float_absolute_tolerance',
  relative: 'float_relative_tolerance',
};
/** The others, by what they compare. */
const COMPARED_BY: Readonly<Record<string, keyof typeof COMPARED>> = {
  easy: 'letters',
  rstripped: 'lines',
  'sorted lines': 'sortedLines',
  'sorted whitespace': 'sortedWords',
};

/** Arguments of checkers that are read here, or that change nothing in what is right. */
const KNOWN_ARGS: Readonly<Record<string, readonly string[]>> = {
  identical: ['pe_allowed'],
  floats: ['precision', 'error_mode'],
  floatsabs: ['precision'],
  floatsrel: ['precision'],
  linecount: ['feedback'],
  rstripped: ['filter_new_line'],
  sorted: ['split_on'],
  bridged: [
    ...['files', 'lang', 'type', 'flags', 'feedback', 'args_format_string'],
    ...['time_limit', 'memory_limit', 'compiler_time_limit'],
  ],
};

/** Finds how outputs are judged: by the default validator, by a few lines of ours, or by the problem's own checker. */
export function readChecker(translation: Translation, yaml: YamlMap, scoring: boolean): Comparison {
  const map = yaml.isMap('checker') ? yaml.child('checker') : undefined;
  const name = (map === undefined ? yaml.string('checker') : map.string('name')) ?? 'standard';
  const args = map?.isMap('args') === true ? map.child('args') : undefined;
  args?.allowOnly(Object.hasOwn(KNOWN_ARGS, name) ? (KNOWN_ARGS[name] ?? []) : []);
  if (Object.hasOwn(ARGS_OF_CHECKER, name)) return { args: ARGS_OF_CHECKER[name] ?? [] };
  if (/^floats(?:abs|rel)?$/.test(name)) return readFloats(name, args);
  if (name === 'bridged') return takeBridged(translation, yaml, args);
  if (name === 'linecount') {
    translation.write('output_validator/compare.py', LINE_COUNT_SCRIPT);
    return { args: [], scores: scoring };
  }
  const compared = name === 'sorted' || name === 'unordered' ? sortedBy(name, args) : name;
  const byName = Object.hasOwn(COMPARED_BY, compared) ? COMPARED_BY[compared] : undefined;
  const way = byName === 'lines' && args?.boolean('filter_new_line') === true ? 'filledLines' : byName;
  if (way !== undefined) {
    translation.write('output_validator/compare.py', compareScript(way));
    return { args: [] };
  }
  yaml.unsupported(
    'dmoj-checker',
    'checker',
    `The checker ${JSON.stringify(name.slice(0, 60))} is not supported, as all that are programs for DMOJ's judge; use one of its own (standard, floats, identical, linecount, sorted), or a bridged one in C++.`,
  );
  return WORDS;
}

function readFloats(name: string, args: YamlMap | undefined): Comparison {
  const precision = args?.number('precision', { least: 0, most: 300, whole: true }) ?? 6;
  const mode =
    { floatsabs: 'absolute', floatsrel: 'relative' }[name] ?? args?.string('error_mode') ?? 'default';
  const flag = Object.hasOwn(TOLERANCE_OF_MODE, mode) ? TOLERANCE_OF_MODE[mode] : undefined;
  if (flag === undefined)
    args?.error('dmoj-checker', 'error_mode', 'error_mode is default, absolute or relative.');
  return { args: ['case_sensitive', flag ?? 'float_tolerance', `1e-${precision}`] };
}

const sortedBy = (name: string, args: YamlMap | undefined) =>
  `sorted ${name === 'unordered' ? 'whitespace' : (args?.string('split_on') ?? 'lines')}`;

/** A checker in a program of its own: testlib's, or DMOJ's default protocol (0 is right, 1 is wrong). */
function takeBridged(translation: Translation, yaml: YamlMap, args: YamlMap | undefined): Comparison {
  const { reading } = translation;
  const files = args?.strings('files') ?? [];
  const type = args?.string('type') ?? 'default';
  const [first] = files;
  const missing = files.find((file) => reading.get(file) === undefined);
  if (first === undefined || missing !== undefined) {
    yaml.error(
      'dmoj-checker',
      'checker',
      `The bridged checker names ${missing === undefined ? 'no file' : JSON.stringify(missing.slice(0, 100))}; name its sources under files, and put them beside init.yml.`,
    );
    return WORDS;
  }
  const flags = args?.strings('flags') ?? [];
  const isPlain = flags.every((flag) => /^-[\w=+.-]+$/.test(flag));
  if (
    !['default', 'testlib'].includes(type) ||
    !isScriptable(first) ||
    args?.has('args_format_string') ||
    !isPlain
  ) {
    yaml.unsupported(
      'dmoj-checker',
      'checker',
      'Bridged checkers are run in C, C++ and Python, of the types default and testlib, with their usual arguments; write it so.',
    );
    return WORDS;
  }
  const texts = files.map((file) => reading.text(file) ?? '').join('\n');
  const usesLibrary = /#\s*include\s*[<"]testlib\.h[>"]/.test(texts);
  const library = reading.atRoot().includes('testlib.h');
  if (type === 'testlib' && /\b(?:quitp|quitpi|_points|_pc|_partially)\b/.test(texts))
    yaml.unsupported(
      'dmoj-checker-points',
      'checker',
      'The checker gives points of its own for an output, which is not supported; let it say right or wrong.',
    );
  if (usesLibrary && !library) {
    yaml.error(
      'testlib-missing',
      'checker',
      'The checker includes testlib.h, which DMOJ brings and the package does not; put it beside init.yml.',
    );
    return WORDS;
  }
  const names = files.map((file) => plainName(baseName(file)));
  copyTogether(translation, [...files, ...(usesLibrary ? ['testlib.h'] : [])], 'output_validator');
  // Without flags the reader takes it for testlib's and runs it as that.
  if (type === 'testlib' && usesLibrary && flags.length === 0 && /\bregisterTestlibCmd\s*\(/.test(texts))
    return { args: [] };
  const [program = '', ...more] = names.filter((name) => isScriptable(name));
  writeValidatorScripts(translation, program, { run: runScript, from: first, flags: [...flags, ...more] });
  return { args: [] };
}

/** Called as validators are: input, answer, folder for feedback. */
const runScript = (call: string) => `${call} "$1" /dev/stdin "$2" >"$3/judgemessage.txt"
case $? in 0) exit 42 ;; 1 | 2) exit 43 ;; esac
exit 1
`;
