/**
 * `npm run simulate -- --seed S --kills N --hours H [--lives N] [--launches N] [--real N] [--json]`: fleets on virtual time. Launches
 * them, kills their hosts, leaves them alone for hours, and lives whole sessions whose functions and hosts die at random. With
 * `--real` a whole system on this machine loses so many hosts in real time, too.
 * Ends with 0 only when every bound holds; with `--json` the last line is all of it.
 */
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import * as z from 'zod/mini';
import { createScreen } from '../../terminal/screen.ts';
import { type SimulationOrder, simulateFleets } from './simulation/simulate-fleets.ts';

const USAGE =
  'npm run simulate -- [--seed 1] [--kills 40] [--hours 10] [--lives 200] [--launches 60] [--real 0] [--json]';
/** A kill and its repair take minutes: more to the hour would wait for each other. */
const MOST_KILLS_AN_HOUR = 10;
const BAR = 24;

const whole = (name: string, least: number, most: number) =>
  z.coerce
    .number(`--${name}: give a whole number`)
    .check(
      z.int(`--${name}: give a whole number`),
      z.minimum(least, `--${name}: give ${least} or more`),
      z.maximum(most, `--${name}: give ${most} or less`),
    );

const optionsSchema = z
  .object({
    seed: whole('seed', 0, 2 ** 31),
    kills: whole('kills', 0, 1_000),
    hours: whole('hours', 1, 100),
    lives: whole('lives', 0, 100_000),
    launches: whole('launches', 0, 10_000),
    real: whole('real', 0, 100),
    json: z.boolean(),
  })
  .check(
    z.refine(
      ({ kills, hours }) => kills <= hours * MOST_KILLS_AN_HOUR,
      `--kills: give at most ${MOST_KILLS_AN_HOUR} for each of the --hours`,
    ),
  );

function readOptions(): SimulationOrder & { readonly json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string', default: '1' },
        kills: { type: 'string', default: '40' },
        hours: { type: 'string', default: '10' },
        lives: { type: 'string', default: '200' },
        launches: { type: 'string', default: '60' },
        real: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
      },
    });
    const read = z.safeParse(optionsSchema, values);
    if (read.success) return read.data;
    throw new Error(read.error.issues.map(({ message }) => message).join('; '));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nUsage: ${USAGE}`);
    process.exit(2);
  }
}

const { json, ...order } = readOptions();
const screen = createScreen(process.stderr);
const { figures, repairs, problems } = await simulateFleets(order, (what, share) => {
  const done = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.');
  screen.draw([`${pc.dim(`[${done}]`)} ${what}`]);
});
screen.clear();
const holds = problems.length === 0 && figures.every((figure) => figure.holds === true);
for (const problem of problems) console.error(pc.red(problem));
if (json) console.log(JSON.stringify({ ...order, holds, figures, repairs, problems }));
else {
  for (const { name, value, unit, bound, holds: held, note } of figures) {
    const mark = bound === '' ? '' : held === true ? pc.green('holds') : pc.red('fails');
    console.log(
      `${name.padEnd(24)} ${Number(value.toPrecision(4)).toString().padStart(8)} ${unit.padEnd(2)} ${bound.padEnd(8)} ${mark}  ${pc.dim(note ?? '')}`,
    );
  }
  console.log(
    holds
      ? `\nEvery bound holds (seed ${order.seed}).`
      : `\nNot every bound holds. The same comes again with --seed ${order.seed}.`,
  );
}
process.exitCode = holds ? 0 : 1;
