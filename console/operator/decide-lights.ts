import type { AlertView } from '../../core/api/alerts.ts';
import type { CircuitView } from '../../core/api/circuits.ts';
import type { MonitoringHealth } from '../../core/api/monitoring.ts';
import type { StageSession } from '../../core/api/stage.ts';
import { countOf } from '../../core/exam/count-of.ts';
import { DEPENDENCIES, type DependencyName } from '../../core/monitoring/check-health.ts';
import { PANEL_EVERY_MS } from './plan-asks.ts';

/** How one part of the system stands. */
export interface Light {
  readonly name: string;
  readonly tone: 'good' | 'busy' | 'bad' | 'idle';
  /** In a word or two. */
  readonly word: string;
  /** More, where there is more to say. */
  readonly says?: string;
}

/** What one question came to: what was answered last, when (by the clock that `now` is of, ms), and why the last was not answered. */
export interface Heard<Answer> {
  readonly answer: Answer | undefined;
  readonly heardAt: number;
  readonly fault: string | undefined;
}

/** All that lights are made of. */
export interface LightSources {
  readonly health: Heard<MonitoringHealth>;
  readonly alerts: Heard<{ readonly items: readonly AlertView[] }>;
  readonly circuits: Heard<{ readonly items: readonly CircuitView[] }>;
  readonly stage: Heard<{ readonly sessions: readonly StageSession[] }>;
}

const NAMES: Readonly<Record<DependencyName, string>> = {
  sessions: 'Sessions table',
  submissions: 'Submissions table',
  metrics: 'Metrics table',
  files: 'Files',
  doorbells: 'Doorbells',
  queues: 'Queues',
};
const ASKED = { health: 'health', alerts: 'alerts', circuits: 'circuits', stage: 'the stage' } as const;

/** An answer that was not followed by another when two should have come tells of the past: a page that was hidden, a call that hangs. */
const KNOWN_FOR_MS = 2 * PANEL_EVERY_MS;

/**
 * The lights of the operators' page. What could not be asked anew, or was not, is not known now, whatever it was. Pure.
 * @param now ms, by the clock of `heardAt`
 */
export function decideLights(sources: LightSources, now: number): readonly Light[] {
  const { health, alerts, circuits, stage } = sources;
  const lightOf = <Answer>(name: string, heard: Heard<Answer>, read: Read<Answer>) =>
    lightAt(name, heard, read, now);
  return [
    apiLight(sources, now),
    ...DEPENDENCIES.map((name) =>
      lightOf(NAMES[name], health, ({ checks }) => {
        const status = checks.find((check) => check.name === name)?.status;
        if (status === 'ok') return { tone: 'good', word: 'answers' };
        return status === undefined
          ? { tone: 'idle', word: 'not looked at' }
          : { tone: 'bad', word: status === 'slow' ? 'slow' : 'failing' };
      }),
    ),
    lightOf('AWS', circuits, ({ items }) => ofCircuits(items, 'cloud', 'answers')),
    lightOf('Hosts', circuits, ({ items }) => {
      const failed = stage.answer?.sessions.filter(({ fleet }) => fleet.state === 'failed') ?? [];
      return failed.length > 0
        ? {
            tone: 'bad',
            word: 'failed',
            says: `the hosts of ${failed.map(({ name }) => name).join(', ')} failed`,
          }
        : ofCircuits(items, 'host', 'answer');
    }),
    lightOf('Sweep', alerts, ({ items }) => {
      const alert = items.find(({ source, state }) => source === 'sweep' && state !== 'resolved');
      return alert === undefined
        ? { tone: 'good', word: 'no alert' }
        : { tone: 'bad', word: 'failing', says: alert.what };
    }),
  ];
}

/** The API itself, by what was asked of it. */
function apiLight(sources: LightSources, now: number): Light {
  const heard = Object.entries(ASKED).map(([key, name]) => ({ name, ...sources[key as keyof LightSources] }));
  const failing = heard.filter(({ fault }) => fault !== undefined);
  const known = heard.filter((one) => one.fault !== undefined || isFresh(one, now));
  if (known.length === 0)
    return heard.some(({ answer }) => answer !== undefined)
      ? { name: 'API', tone: 'idle', word: 'not known' }
      : { name: 'API', tone: 'idle', word: 'being asked' };
  if (failing.length === 0) return { name: 'API', tone: 'good', word: 'answers' };
  const says = `does not answer: ${failing.map(({ name }) => name).join(', ')}`;
  return failing.length === known.length
    ? { name: 'API', tone: 'bad', word: 'down', says }
    : { name: 'API', tone: 'bad', word: 'in part', says };
}

type Read<Answer> = (answer: Answer) => Omit<Light, 'name'>;

const isFresh = ({ answer, heardAt }: Heard<unknown>, now: number) =>
  answer !== undefined && now - heardAt <= KNOWN_FOR_MS;

function lightAt<Answer>(name: string, heard: Heard<Answer>, read: Read<Answer>, now: number): Light {
  const { answer, fault } = heard;
  if (answer === undefined)
    return { name, tone: 'idle', word: fault === undefined ? 'being asked' : 'not known' };
  const light = read(answer);
  return fault === undefined && isFresh(heard, now)
    ? { name, ...light }
    : { name, tone: 'idle', word: `not known, was: ${light.word}` };
}

/** By the worst of its circuits. @param calm what is said when all are closed */
function ofCircuits(
  items: readonly CircuitView[],
  kind: CircuitView['kind'],
  calm: string,
): Omit<Light, 'name'> {
  const mine = items.filter((circuit) => circuit.kind === kind);
  const named = (state: CircuitView['state']) => mine.filter((circuit) => circuit.state === state);
  const [open, half] = [named('open'), named('half-open')];
  const [first] = [...open, ...half];
  if (first === undefined) return { tone: 'good', word: calm };
  const says = [...open, ...half].map(({ operation }) => operation).join(', ');
  return open.length > 0
    ? { tone: 'bad', word: `${countOf(open.length, 'circuit')} open`, says }
    : { tone: 'busy', word: 'being tried again', says };
}
