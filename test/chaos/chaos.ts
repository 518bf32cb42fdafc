/**
 * `npm run chaos -- --seed S --submissions N [--real N] [--stores memory|dynamodb] [--json]`: plays an exam of N
 * submissions in calm and then in a storm of faults that the seed chooses, and holds what is left against what must be.
 * `npm run chaos -- --recovery [--json]`: measures how soon work is judged elsewhere whose host or executor is gone.
 * Ends with 0 only when everything is as it must be.
 */
import pc from 'picocolors';
import * as z from 'zod/mini';
import { renderTable } from '../../terminal/table.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { readOptions, wholeOption } from './read-options.ts';
import { measureRecoveries } from './storm/measure-recovery.ts';
import { RealHosts } from './storm/real-hosts.ts';
import { runStorm } from './storm/run-storm.ts';

const USAGE =
  'npm run chaos -- [--seed 1] [--submissions 300] [--real 0] [--stores memory|dynamodb] [--recovery] [--json]';
/** Problems that are told one by one. */
const MOST_TOLD = 20;

const optionsSchema = z.object({
  seed: wholeOption('seed', 0, 2 ** 32 - 1),
  submissions: wholeOption('submissions', 10, 100_000),
  real: wholeOption('real', 0, 1_000),
  stores: z.enum(['memory', 'dynamodb'], '--stores: give memory or dynamodb'),
  recovery: z.boolean(),
  json: z.boolean(),
});

const options = readOptions(
  {
    seed: { type: 'string', default: '1' },
    submissions: { type: 'string', default: '300' },
    real: { type: 'string', default: '0' },
    stores: { type: 'string', default: 'memory' },
    recovery: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  optionsSchema,
  USAGE,
);
if (options.recovery) {
  const figures = await measureRecoveries();
  for (const figure of figures)
    console.log(
      options.json
        ? JSON.stringify(figure)
        : `${figure.name.padEnd(26)} ${figure.value.toFixed(1).padStart(5)} s, ${figure.bound} s ${figure.holds === true ? pc.green('holds') : pc.red('fails')}  ${pc.dim(figure.note ?? '')}`,
    );
  process.exit(figures.every(({ holds }) => holds === true) ? 0 : 1);
}
const { seed, submissions, json } = options;
const startedAt = performance.now();
const dynamo = options.stores === 'dynamodb' ? await startDynamoDb() : undefined;
const hosts = new RealHosts();
try {
  const outcome = await runStorm({
    seed,
    submissions,
    ...(options.real === 0 ? {} : { real: { count: options.real, hosts } }),
    ...(dynamo === undefined ? {} : { dynamo }),
  });
  const { problems, clean, faults, ...told } = outcome;
  const { accepted, judged, quarantined, lost, double, wrong, leases, hosts: left, balanced, trace } = told;
  const seconds = (performance.now() - startedAt) / 1_000;
  const again = `npm run chaos -- --seed ${seed} --submissions ${submissions}${options.real === 0 ? '' : ` --real ${options.real}`}${dynamo === undefined ? '' : ' --stores dynamodb'}`;
  if (json)
    console.log(
      JSON.stringify({
        accepted,
        judged,
        quarantined,
        lost,
        double,
        wrong,
        leases,
        hosts: left,
        balanced,
        seed,
        trace,
        faults,
      }),
    );
  else {
    const rows = Object.entries(faults).map(([what, times]) => [what, String(times)]);
    for (const line of renderTable(['done to it', 'times'], rows)) console.log(line);
    const sum = Object.values(faults).reduce((all, times) => all + times, 0);
    console.log(
      `\nSeed ${seed}: of ${accepted} accepted submissions ${judged} were judged and ${quarantined} quarantined through ${sum} faults; ${lost} lost, ${double} double, ${wrong} wrong, ${leases} leases and ${left} hosts left, the ledger ${balanced ? 'balances' : 'does not balance'} (${seconds.toFixed(1)} s${hosts.runs === 0 ? '' : `, ${hosts.runs} runs on real judge hosts`}).`,
    );
  }
  for (const problem of problems.slice(0, MOST_TOLD)) console.error(pc.red(problem));
  if (problems.length > MOST_TOLD) console.error(`and ${problems.length - MOST_TOLD} more`);
  if (!clean) console.error(`\nNot clean. The same faults come again with: ${again}`);
  process.exitCode = clean ? 0 : 1;
} finally {
  await Promise.all([hosts.stopAll(), dynamo?.stop()]);
}
