import type { Comparison } from '../scored-groups.ts';
import { baseName, copyTogether, plainName, type Translation } from '../translation.ts';
import { isScriptable, writeValidatorScripts } from '../validator-scripts.ts';

/** What judges outputs, by its English and its Italian name. */
const CHECKERS = ['check/checker', 'cor/correttore'];

/** CMS compares without regard to white space, save that it counts lines. */
const WORDS: Comparison = { args: ['case_sensitive'] };

/**
 * Builds the checker as `build` and `run` of an output validator: CMS calls it with input, answer and output, and it prints
 * a share from 0 to 1 and tells why on stderr.
 */
export function readChecker(translation: Translation): Comparison {
  const { reading } = translation;
  for (const path of CHECKERS) {
    const folder = path.slice(0, path.indexOf('/'));
    const name = baseName(path);
    const files = reading.below(folder).filter((file) => !file.includes('/'));
    const sources = files.filter((file) => file.replace(/\.[^.]*$/, '') === name && file !== name);
    const [source, another] = sources.filter(isScriptable);
    if (source !== undefined && another === undefined) {
      takeChecker(translation, folder, source, files);
      return { args: [], scores: true };
    }
    if (sources.length > 0 || reading.get(path) !== undefined) {
      reading.unsupported(
        'cms-checker',
        reading.get(path) === undefined ? `${folder}/${sources[0]}` : path,
        `The checker is here without its source, or in a language that checkers are not run in; put ${name}.cpp, .c or .py beside it, and one alone.`,
      );
      return WORDS;
    }
  }
  return WORDS;
}

function takeChecker(
  translation: Translation,
  folder: string,
  source: string,
  files: readonly string[],
): void {
  const name = plainName(source);
  const from = `${folder}/${source}`;
  const headers = files.filter((file) => /\.(?:h|hpp)$/.test(file)).map((file) => `${folder}/${file}`);
  copyTogether(translation, [from, ...headers], 'output_validator');
  writeValidatorScripts(translation, name, { run: runScript, from });
}

/** Called as validators are (input, answer, folder for feedback, what the test case is worth), with the output on stdin. */
const runScript = (call: string) => `share=$(${call} "$1" "$2" /dev/stdin 2>"$3/judgemessage.txt") || exit 1
awk -v text="$share" -v worth="$4" -v score="$3/score.txt" 'BEGIN {
  split(text, words, " ")
  share = words[1]
  if (share !~ /^[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?[.]?$/ || share + 0 > 1) {
    print "the checker printed no share from 0 to 1" > "/dev/stderr"
    exit 1
  }
  print share * worth > score
  exit share + 0 > 0 ? 42 : 43
}'
`;
