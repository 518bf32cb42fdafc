import { describe, expect, it } from 'vitest';
import { pathsOf, topOf } from '../../../console/operator/chart-geometry.ts';
import { decideLights, type LightSources } from '../../../console/operator/decide-lights.ts';
import { readUnavailable } from '../../../core/api/ask-health.ts';
import { ApiError } from '../../../core/api/client.ts';
import { alertsAnswer, circuitsAnswer, healthAnswer, stageAnswer } from '../../support/stage-answers.ts';

const NOW = 1_000_000;
const heard = <Answer>(answer: Answer, fault?: string) => ({ answer, heardAt: NOW, fault });
const nothing = { answer: undefined, heardAt: 0, fault: undefined };
const calm: LightSources = {
  health: heard(healthAnswer),
  alerts: heard({ items: [] }),
  circuits: heard({ items: circuitsAnswer.items.slice(1) }),
  stage: heard(stageAnswer),
};
const tell = (sources: LightSources, now = NOW) =>
  Object.fromEntries(
    decideLights(sources, now).map(({ name, tone, word, says }) => [
      name,
      [tone, word, says].filter(Boolean).join(' '),
    ]),
  );

describe('lights', () => {
  it('are all good when nothing is wrong', () => {
    expect(new Set(decideLights(calm, NOW).map(({ tone }) => tone))).toEqual(new Set(['good']));
  });

  it('are not known before anything was heard', () => {
    const sources = { health: nothing, alerts: nothing, circuits: nothing, stage: nothing };
    expect(new Set(decideLights(sources, NOW).map(({ tone, word }) => `${tone} ${word}`))).toEqual(
      new Set(['idle being asked']),
    );
  });

  it('say which circuits are open, and which host they are of', () => {
    const ofHost = { ...circuitsAnswer.items[1]!, kind: 'host' as const, operation: 's1.i-1.judge' };
    const items = [circuitsAnswer.items[0]!, { ...ofHost, state: 'half-open' as const }];
    expect(tell({ ...calm, circuits: heard({ items }) })).toMatchObject({
      AWS: 'bad 1 circuit open launch',
      Hosts: 'busy being tried again s1.i-1.judge',
    });
  });

  it('tell a fleet that failed, and a sweep that does', () => {
    const [session] = stageAnswer.sessions;
    const failed = { ...session!, fleet: { ...session!.fleet, state: 'failed' as const } };
    const sweep = { ...alertsAnswer.items[1]!, state: 'open' as const };
    expect(
      tell({ ...calm, stage: heard({ sessions: [failed] }), alerts: heard({ items: [sweep] }) }),
    ).toMatchObject({
      Hosts: `bad failed the hosts of ${failed.name} failed`,
      Sweep: `bad failing ${sweep.what}`,
    });
  });

  it('never shine for what could not be asked anew', () => {
    const told = tell({ ...calm, health: heard(healthAnswer, 'no answer') });
    expect(told['API']).toBe('bad in part does not answer: health');
    expect(told['Sessions table']).toBe('idle not known, was: answers');
    expect(told['Sweep']).toBe('good no alert');
  });

  it('never shine for what was heard too long ago, as when a page was hidden or a call hangs', () => {
    expect(tell(calm, NOW + 60_000)['Files']).toBe('good answers');
    const old = tell(calm, NOW + 60_001);
    expect(old).toMatchObject({
      API: 'idle not known',
      Files: 'idle not known, was: answers',
      Sweep: 'idle not known, was: no alert',
    });
    const hangs = { ...calm, circuits: { ...calm.circuits, heardAt: NOW - 60_001 } };
    expect(tell(hangs)).toMatchObject({
      API: 'good answers',
      AWS: 'idle not known, was: answers',
      Files: 'good answers',
    });
  });
});

it('health that says what is missing is health, and a refusal that says nothing is none', () => {
  const refusal = (status: number, faults?: { field: string; detail: string }[]) =>
    new ApiError({
      type: 'about:blank',
      title: 'Unavailable',
      status,
      detail: 'no',
      ...(faults === undefined ? {} : { faults }),
    });
  const seen = readUnavailable(refusal(503, [{ field: 'queues', detail: 'does not answer in time' }]), NOW);
  expect(seen?.checks.filter(({ status }) => status !== 'ok')).toEqual([
    { name: 'queues', status: 'failing' },
  ]);
  expect(readUnavailable(refusal(503), NOW)).toBeUndefined();
  expect(readUnavailable(refusal(400, [{ field: 'queues', detail: 'is none' }]), NOW)).toBeUndefined();
});

describe('charts', () => {
  const scale = { from: 0, until: 4, stepMs: 1, top: 10 };

  it('break where nothing is known, and show what stands alone as a dot', () => {
    const points = [0, 1, 3].map((at) => ({ at, value: 5 }));
    expect(pathsOf(points, scale)).toEqual({ strokes: 'M125.0 50.0L375.0 50.0', dots: 'M875.0 50.0h0' });
    expect(pathsOf([], scale)).toEqual({ strokes: '', dots: '' });
  });

  it.each([
    [[], 1],
    [[0, 0], 1],
    [[0.003], 0.005],
    [[7, 12], 20],
    [[100], 100],
    [[501], 1_000],
  ])('end above the greatest of %j', (values, top) => {
    const points = values.map((value, at) => ({ at, value }));
    expect(topOf([{ label: 'one', points }])).toBeCloseTo(top, 10);
  });
});
