/**
 * `npm run simulate -- --seed S --kills N --hours H [--lives N] [--launches N] [--real N] [--json]`: fleets on virtual time. Launches
 * them, kills their hosts, leaves them alone for hours, and lives whole sessions whose functions and hosts die at random. With
 * `--real` a whole system on this machine loses so many hosts in real time, too.
 * Ends with 0 only when every bound holds; with `--json` the last line is all of it.
 */
import pc from 'picocolors';
import * as z from 'zod/mini';
import { createScreen } from '../../terminal/screen.ts';
import { readOptions, wholeOption } from './read-options.ts';
import { simulateFleets } from './simulation/simulate-fleets.ts';

const USAGE =
  'npm run simulate -- [--seed 1] [--kills 40] [--hours 10] [--lives 200] [--launches 60] [--real 0] [--json]';
/** A kill and its repair take minutes: more to the hour would wait for each other. */
const MOST_KILLS_AN_HOUR = 10;
const BAR = 24;

const optionsSchema = z
  .object({
    seed: wholeOption('seed', 0, 2 ** 31),
    kills: wholeOption('kills', 0, 1_000),
    hours: wholeOption('hours', 1, 100),
    lives: wholeOption('lives', 0, 100_000),
    launches: wholeOption('launches', 0, 10_000),
    real: wholeOption('real', 0, 100),
    json: z.boolean(),
  })
  .check(
    z.refine(
      ({ kills, hours }) => kills <= hours * MOST_KILLS_AN_HOUR,
      `--kills: give at most ${MOST_KILLS_AN_HOUR} for each of the --hours`,
    ),
  );

const { json, ...order } = readOptions(
  {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '40' },
    hours: { type: 'string', default: '10' },
    lives: { type: 'string', default: '200' },
    launches: { type: 'string', default: '60' },
    real: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
  optionsSchema,
  USAGE,
);
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
