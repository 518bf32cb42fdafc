import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../adapters/system-clock.ts';
import { sampleExam } from '../../examples/sample-exam/exam.ts';
import { submitClass } from '../../local/play/submit-class.ts';
import { buildAll } from '../../scripts/build.ts';
import { synthesize } from '../../scripts/synth.ts';
import { copyCheckout, replaceIn } from '../support/copy-checkout.ts';
import { hideToolchains } from '../support/hide-toolchains.ts';
import { startLivingSystem } from '../support/living-system.ts';
import { spawnStart } from '../support/run-start.ts';
import { until } from '../support/until.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assize-teeth-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe('the exam has teeth', () => {
  it('ends with 1 and names the submission when one verdict is not the expected one', async () => {
    const root = copyCheckout(join(folder, 'checkout'));
    replaceIn(
      join(root, 'examples/sample-exam/class.ts'),
      "kind('A', 'RTE', 'run_time_error/no_such_field.js')",
      "kind('A', 'OLE', 'run_time_error/no_such_field.js')",
    );
    const within = hideToolchains();
    const { code, stdout, stderr, summary } = await spawnStart(
      ['--once', '--short', '--minutes', '0.75', '--data', join(folder, 'data')],
      () => undefined,
      within === undefined ? { root } : { root, within },
    ).ended;
    expect(code, stdout + stderr).toBe(1);
    expect(stdout).toMatch(/reading-room\/run_time_error\/no_such_field\.js by p\d\d: expected OLE, got RTE/);
    expect(summary).toMatchObject({ verdicts: { unexpected: 1 }, ledgerBalanced: true });
  });

  it('judges all that it accepted though the API may not ring: the tick does, and the log names the denial', async () => {
    await buildAll();
    const { outDir } = await synthesize();
    const assemblyDir = join(folder, 'cdk.out');
    cpSync(outDir, assemblyDir, { recursive: true });
    removePublish(assemblyDir);
    const living = await startLivingSystem({ assemblyDir, machines: { scheduleJitterMs: [0, 1_000] } });
    try {
      const whole = sampleExam({ languages: ['javascript'], full: false, durationMinutes: 10 });
      const submissions = whole.submissions
        .filter(({ expected }) => expected === 'AC' || expected === 'WA')
        .slice(0, 3)
        .map((one) => ({ ...one, afterMs: 0 }));
      const present = new Set(submissions.map(({ participantId }) => participantId));
      const exam = {
        ...whole,
        submissions,
        participants: whole.participants.filter(({ participantId }) => present.has(participantId)),
      };
      const clients = new Map<string, Awaited<ReturnType<typeof living.client>>>();
      for (const id of present) clients.set(id, await living.client(id, 'participant'));
      const { sessionId } = await living.book(exam, 500);
      const accepted = await submitClass({
        exam,
        participant: (id) => clients.get(id)!,
        sessionId,
        opensAt: Date.now() + 500,
        clock: systemClock,
        on: () => undefined,
        signal: AbortSignal.timeout(60_000),
      });
      const rows = await until(
        async () => [...(await living.readSubmissions(sessionId)).values()],
        (all) => all.every(({ state }) => state === 'judged' || state === 'quarantined'),
      );
      expect(rows.map(({ state }) => state)).toEqual(accepted.map(() => 'judged'));
      const denials = living.records.filter(({ message }) => message === 'doorbell.failed');
      expect(denials).toHaveLength(accepted.length);
      const said = JSON.stringify(denials[0]!.fields);
      expect(said).toMatch(/is not authorized to perform: (sns|SNS):Publish on resource: arn:aws:sns:/);
      // Nothing else was denied, and nobody else.
      const refused = living.records
        .map((record) => JSON.stringify(record))
        .filter((record) => record.includes('not authorized to perform'));
      for (const record of refused)
        expect(record).toMatch(/assumed-role\/\S*Functionsapi\S* is not authorized to perform: sns:Publish/i);
    } finally {
      await living.stop();
    }
  });
});

/** Takes sns:Publish from the role of the function `api`, and from nobody else. */
function removePublish(assemblyDir: string): void {
  const file = join(assemblyDir, 'Assize-dev-App.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as {
    Resources: Record<
      string,
      { Type: string; Properties: { PolicyDocument?: { Statement: { Action: unknown }[] } } }
    >;
  };
  const policies = Object.entries(template.Resources).filter(
    ([name, { Type }]) => Type === 'AWS::IAM::Policy' && name.startsWith('FunctionsapiRole'),
  );
  expect(policies).toHaveLength(1);
  const document = policies[0]![1].Properties.PolicyDocument!;
  const kept = document.Statement.filter(({ Action }) => Action !== 'sns:Publish');
  expect(kept.length).toBe(document.Statement.length - 1);
  document.Statement = kept;
  writeFileSync(file, JSON.stringify(template));
}
