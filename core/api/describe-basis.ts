import { countOf } from '../exam/count-of.ts';
import type { InsightFinding } from './insight.ts';

/** On how much a finding stands, for people: `12 sessions, 30 hosts, since ...`. @param formatTime of an instant */
export function describeBasis(
  { sessions, hosts, submissions, participants, since }: InsightFinding['basis'],
  formatTime: (instant: string) => string,
): string {
  const count = (amount: number | undefined, one: string) =>
    amount === undefined ? [] : [countOf(amount, one)];
  return [
    ...count(sessions, 'session'),
    ...count(hosts, 'host'),
    ...count(submissions, 'submission'),
    ...count(participants, 'participant'),
    ...(since === undefined ? [] : [`since ${formatTime(since)}`]),
  ].join(', ');
}
