import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../adapters/system-clock.ts';
import type { ApiClient } from '../../core/api/client.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { RehearsalReport } from '../../core/rehearsal/rehearsal.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { type LivingSystem, startLivingSystem } from '../support/living-system.ts';
import { SOUND } from '../support/packages.ts';
import { startAssize } from '../support/run-assize.ts';
import { until } from '../support/until.ts';

const TWICE = "console.log(2 * Number(require('fs').readFileSync(0, 'utf8')))\n";
const PACKAGE = {
  ...SOUND,
  'submissions/accepted/twice.js': TWICE,
  'submissions/wrong_answer/thrice.js': TWICE.replace('2 *', '3 *'),
};

let living: LivingSystem;
let folder: string;
let ada: ApiClient;

beforeAll(async () => {
  living = await startLivingSystem();
  const { tokens } = living.system;
  living.system.publish({
    tokens: {
      operator: await tokens.issue('operator', 'operator'),
      instructor: await tokens.issue('instructor', 'instructor'),
      participants: [],
    },
  });
  folder = mkdtempSync(join(tmpdir(), 'assize-rehearsal-'));
  ada = await living.client('instructor', 'instructor');
  const zip = zipSync(
    Object.fromEntries(Object.entries(PACKAGE).map(([path, body]) => [`twice/${path}`, strToU8(body)])),
  );
  await importProblems([{ label: 'A', problemId: 'twice', name: 'Twice', zip }], {
    client: ada,
    upload: uploadPackage,
    clock: systemClock,
    on: () => undefined,
  });
  writeBooking('exam.json', {});
});
afterAll(async () => {
  await living?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** An exam of next week for twenty. */
function writeBooking(name: string, change: object): void {
  const opensAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const roster = Array.from({ length: 20 }, (_, at) => ({ participantId: `p${at + 1}` }));
  const problems = [{ problemId: 'twice' }];
  const booking = {
    name: 'Final',
    opensAt,
    durationMinutes: 120,
    problems,
    languages: ['javascript'],
    roster,
    ...change,
  };
  writeFileSync(join(folder, name), JSON.stringify(booking));
}

/** The command line as it is run, against the living system. */
const assize = (...args: string[]) => startAssize(folder, living.dataDir, args);

async function rehearsals(): Promise<StaffSession[]> {
  const { items } = await ada.call('listSessions', { query: { order: 'latest', limit: 50 } });
  return items.flatMap((one) => (one.view === 'staff' && one.rehearsal === true ? [one] : []));
}

describe('assize rehearse', () => {
  it('has one host judge jury and class, predicts the exam from it, says go, and leaves nothing behind', async () => {
    const run = assize(
      'rehearse',
      'exam.json',
      '--for',
      '10m',
      '--play',
      '5s',
      '--json',
      '--page',
      'page.html',
    );
    const open = await until(rehearsals, ([one]) => one?.window === 'open');
    expect(open).toMatchObject([{ name: 'Rehearsal of Final', fleet: { hosts: 1 } }]);
    // A second one at a time measures nothing.
    const second = await assize('rehearse', 'exam.json').ended;
    expect(second).toMatchObject({ code: 6, err: expect.stringContaining('would measure each other') });
    expect(await rehearsals()).toHaveLength(1);

    const { out, err, code } = await run.ended;
    const report = JSON.parse(out) as RehearsalReport;
    expect([report.reasons, report.go, code], err).toEqual([expect.anything(), true, 0]);
    const kinds = report.findings.map(({ check, kind }) => `${check} ${kind}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'booking good',
        'account good',
        'host good',
        'languages good',
        'jury good',
        'class good',
        'wait good',
        'end good',
      ]),
    );
    expect(report.jury.map(({ path, verdict }) => `${path} ${verdict ?? 'left out'}`).toSorted()).toEqual([
      'accepted/twice.js AC',
      'accepted/twice.py left out',
      'wrong_answer/thrice.js WA',
    ]);
    expect(report.measured?.played?.count).toBe(20);
    expect(report.measured?.predicted?.count).toBeGreaterThan(0);
    expect(report.rehearsal).toMatchObject({ settled: true, usd: expect.any(Number) });
    expect(err).toMatch(/the rehearsal costs \$[\d.]+ at most/);
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('<p class="answer good">Go</p>');
    const [session] = await rehearsals();
    expect(session).toMatchObject({ window: 'closed', settledAt: expect.any(String) });
  });

  it('ends its session when it is interrupted', async () => {
    const run = assize('rehearse', 'exam.json', '--for', '10m');
    const [session] = await until(rehearsals, ([one]) => one?.window === 'open');
    run.child.kill('SIGINT');
    const { code, err } = await run.ended;
    expect([code, err]).toEqual([6, expect.stringContaining(`session ${session?.sessionId} is ended`)]);
    await until(rehearsals, ([one]) => one?.settledAt !== undefined);
  });

  it('launches nothing for an exam that cannot be booked, and says every reason', async () => {
    writeBooking('wrong.json', { durationMinutes: 60 * 60, languages: ['cobol'] });
    const before = await rehearsals();
    const { out, code } = await assize('rehearse', 'wrong.json', '--json').ended;
    const { go, reasons } = JSON.parse(out) as RehearsalReport;
    expect([code, go]).toEqual([1, false]);
    expect(reasons).toEqual(
      expect.arrayContaining([
        expect.stringContaining('cobol'),
        expect.stringContaining('shorten the window'),
      ]),
    );
    expect(await rehearsals()).toEqual(before);
  });
});
