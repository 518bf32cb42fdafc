import { readYamlMap, type YamlMap } from '../../package/yaml-map.ts';
import { writePlainTests, writeScoredGroups } from '../scored-groups.ts';
import type { Translation } from '../translation.ts';
import { openArchive, readCases } from './dmoj-cases.ts';
import { readChecker } from './dmoj-checker.ts';
import { takeSignatureGrader } from './dmoj-signature.ts';

/** Ways of judging in which more than a program, an input and a checker takes part, with what they are. */
const OTHER_JUDGING: Readonly<Record<string, string>> = {
  interactive: 'Interactive problems by a bridged interactor are not supported.',
  custom_judge: 'Problems that a program in Python judges (custom_judge) are not supported.',
  grader: 'Problems that a program in Python judges (grader) are not supported.',
  generator:
    'Assize runs no generators; run it once, and put its inputs and answers into the package as files.',
};

/** Translates a problem of DMOJ, as `init.yml` describes it. */
export function translateDmoj(translation: Translation): void {
  const { reading, settingsFile } = translation;
  const yaml = readYamlMap(reading, settingsFile);
  if (yaml === null) return;
  for (const [key, message] of Object.entries(OTHER_JUDGING))
    if (yaml.has(key)) yaml.unsupported(`dmoj-${key.replaceAll('_', '-')}`, key, message);
  sayWhatDiffers(yaml);
  const archive = openArchive(translation, yaml);
  const found = archive === null ? null : readCases(translation, yaml, archive);
  if (archive === null || found === null) return;
  const languages = takeSignatureGrader(translation, yaml, archive);
  const comparison = readChecker(translation, yaml, found.scoring);
  if (comparison.scores === true && found.groups.some(({ requires }) => requires.length > 0))
    yaml.unsupported(
      'dmoj-shares',
      'checker',
      'A checker that gives shares of points is not supported where test cases count only after others (dependencies, pretests, or test cases worth nothing): a share would pass for right.',
    );
  if (found.scoring) writeScoredGroups(translation, found.groups, comparison);
  else
    writePlainTests(
      translation,
      'secret',
      found.groups.flatMap(({ tests }) => tests),
      comparison,
    );
  translation.writeYaml('problem.yaml', {
    problem_format_version: '2025-09',
    name: reading.name === '' ? 'Untitled' : reading.name,
    type: found.scoring ? 'scoring' : 'pass-fail',
    languages,
  });
}

function sayWhatDiffers(yaml: YamlMap): void {
  if (yaml.has('file_io'))
    yaml.warn(
      'dmoj-file-names',
      'file_io',
      'The problem has programs use files; here all read standard input and write standard output, so say that in the statement.',
    );
  if (yaml.has('symlinks'))
    yaml.warn(
      'dmoj-symlinks',
      'symlinks',
      'Programs find no files beside them here, so symlinks is passed over; a program that needs them cannot be right.',
    );
}
