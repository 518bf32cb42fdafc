/**
 * `npm run bench [-- NAME ...] [--json] [--minutes N] [--details]`: runs the benchmarks and prints every figure with its bound.
 * Each file below bench/ that exports `measure()` is one; NAME filters by path. N is how long it
 * plays where a benchmark plays for long. With --details it tells on stderr what a figure is made of, where it can.
 */
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import type { Figure } from './figure.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    details: { type: 'boolean', default: false },
  },
});
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (minutes !== undefined && !(minutes > 0)) {
  console.error(`--minutes is ${values.minutes}: give a number above 0.`);
  process.exit(2);
}

/** A figure as a person reads it. */
function formatFigure(figure: Figure): string {
  const mark =
    figure.holds === true
      ? pc.green('holds')
      : figure.holds === false
        ? pc.red('fails')
        : pc.yellow('undecided');
  const number = (value: number) => Number(value.toPrecision(3)).toString();
  const interval = figure.interval
    ? pc.dim(` [${number(figure.interval[0])}, ${number(figure.interval[1])}]`)
    : '';
  const bound = figure.bound ? ` ${pc.dim(figure.bound)} ${mark}` : '';
  const note = figure.note ? pc.dim(`  ${figure.note}`) : '';
  return `${figure.name.padEnd(40)} ${number(figure.value).padStart(8)} ${figure.unit}${interval}${bound}${note}`;
}

const files = globSync('**/*.bench.ts', { cwd: folder })
  .sort()
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)));
if (files.length === 0) {
  console.error(
    `No benchmark matches ${positionals.join(', ')}. They are: ${globSync('**/*.bench.ts', { cwd: folder }).join(', ')}`,
  );
  process.exit(2);
}

let failed = 0;
for (const file of files) {
  if (!values.json) console.log(pc.bold(file));
  const { measure } = (await import(pathToFileURL(join(folder, file)).href)) as {
    measure: (minutes?: number, details?: boolean) => Promise<readonly Figure[]>;
  };
  for (const figure of await measure(minutes, values.details)) {
    if (figure.holds === false) failed += 1;
    console.log(values.json ? JSON.stringify(figure) : `  ${formatFigure(figure)}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
