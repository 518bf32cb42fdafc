import { codeOf } from '../../package/package-languages.ts';
import { readYamlMap, type YamlMap } from '../../package/yaml-map.ts';
import { writePlainTests, writeScoredGroups } from '../scored-groups.ts';
import type { Translation } from '../translation.ts';
import { readChecker } from './cms-checker.ts';
import { takeGraders } from './cms-grader.ts';
import { readParts } from './cms-parts.ts';
import { readSubtasks } from './cms-subtasks.ts';

/** Translates a task of CMS in its Italian format, as `task.yaml` and `gen/GEN` describe it. */
export function translateCms(translation: Translation): void {
  const { reading, settingsFile } = translation;
  const yaml = readYamlMap(reading, settingsFile);
  if (yaml === null) return;
  refuseOtherTypes(translation, yaml);
  const fileNames = readFileNames(yaml);
  const subtasks = readSubtasks(translation, yaml);
  if (subtasks === null) return;
  const comparison = readChecker(translation);
  const { samples, groups, multiplies } = subtasks;
  if (multiplies && comparison.scores === true)
    yaml.unsupported(
      'cms-score-type',
      'score_type',
      'GroupMul multiplies the shares that the checker gives, which is not supported; use GroupMin, which takes the smallest.',
    );
  writePlainTests(translation, 'sample', samples, comparison);
  // Without a checker an output is right or wrong, and the least of these is all or nothing.
  const given = groups.map((group) =>
    group.gives === 'least' && comparison.scores !== true ? { ...group, gives: 'all' as const } : group,
  );
  writeScoredGroups(translation, given, comparison);
  const name =
    yaml.string('title') ?? yaml.string('nome') ?? yaml.string('name') ?? yaml.string('nome_breve');
  const seconds = yaml.number(yaml.has('time_limit') ? 'time_limit' : 'timeout');
  const mebibytes = yaml.number(yaml.has('memory_limit') ? 'memory_limit' : 'memlimit');
  const graders = takeGraders(translation, yaml, fileNames);
  const language = readParts(translation, yaml, fileNames, graders);
  translation.writeYaml('problem.yaml', {
    problem_format_version: '2025-09',
    name: name === undefined ? undefined : { [language]: name },
    type: 'scoring',
    languages: graders?.languages.map(codeOf),
    limits: { time_limit: seconds, memory: mebibytes },
  });
}

/** All but Batch are judged by programs that Assize does not run. */
function refuseOtherTypes({ reading }: Translation, yaml: YamlMap): void {
  if (yaml.boolean('output_only') === true)
    yaml.unsupported(
      'submit-answer',
      'output_only',
      'Submitting answers instead of a program (OutputOnly) is not supported.',
    );
  const type = yaml.string('task_type');
  if (type !== undefined && !['Batch', 'OutputOnly'].includes(type))
    yaml.unsupported(
      'cms-type',
      'task_type',
      `Tasks of the type ${type.slice(0, 60)} are not supported; only Batch is.`,
    );
  const manager = ['check/manager', 'cor/manager'].find((path) =>
    [path, `${path}.cpp`, `${path}.cc`, `${path}.c`, `${path}.py`].some(
      (each) => reading.get(each) !== undefined,
    ),
  );
  if (manager !== undefined)
    reading.unsupported(
      'interactive',
      manager,
      'Tasks of the type Communication, in which a manager talks with the program, are not supported.',
    );
  const stub = reading.below('sol').find((name) => /^stub\.[a-z]+$/.test(name));
  if (stub !== undefined && manager === undefined)
    reading.unsupported(
      'include',
      `sol/${stub}`,
      'A stub belongs to a task of the type Communication, which is not supported; a grader of a task of the type Batch is called grader.',
    );
}

/** Files that programs use elsewhere. */
function readFileNames(yaml: YamlMap): string[] {
  const names = [yaml.string('infile') ?? 'input.txt', yaml.string('outfile') ?? 'output.txt'].filter(
    (name) => name !== '',
  );
  if (names.length > 0)
    yaml.warn(
      'cms-file-names',
      'infile',
      `The task has programs use the files ${names.join(' and ')}; here all read standard input and write standard output, so say that in the statement.`,
    );
  return names;
}
