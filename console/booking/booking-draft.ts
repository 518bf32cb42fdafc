import type { SessionBooking } from '../../core/api/booking.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import {
  EMPTY_GRADING,
  type GradingDraft,
  gradingOf,
  isUsual,
  missingOfGrading,
  namesTime,
} from '../grading/grading-draft.ts';
import { fromLocalInput } from '../staff/local-time.ts';
import { EMPTY_ROSTER, type RosterDraft } from './roster-draft.ts';
import { type Template, templateOf } from './save-template.ts';

type Policy = SessionBooking['policy'];

/** A booking as it is typed: texts where the form has texts. */
export interface BookingDraft {
  readonly name: string;
  /** As `datetime-local` has it, in the reader's zone; empty: as soon as the hosts can be ready. */
  readonly opens: string;
  readonly minutes: string;
  readonly problems: readonly { readonly problemId: string; readonly label: string; readonly name: string }[];
  readonly roster: RosterDraft;
  /** Whether people may put themselves on the roster with a code. */
  readonly joins: boolean;
  /** Most people that the code takes; empty: as many as the API allows. */
  readonly seats: string;
  /** None: all that problems and deployment allow. */
  readonly languages: readonly string[];
  readonly testCases: Policy['testCases'];
  readonly shows: Policy['shows'];
  readonly interactors: Policy['interactors'];
  readonly reviews: Policy['reviews'];
  /** Empty: no limit. */
  readonly maxSubmissions: string;
  readonly secondsBetween: string;
  readonly grading: GradingDraft;
  readonly deployment: 'fleet' | 'direct' | 'pooled';
  readonly instanceType: string;
  readonly hosts: string;
  /** Seconds; empty: the usual ones. */
  readonly targetWait: string;
  /** USD; empty: what the stage allows. */
  readonly budget: string;
  /** SSM parameter of a judge that somebody keeps. */
  readonly judge: string;
}

export const EMPTY_BOOKING: BookingDraft = {
  name: '',
  opens: '',
  minutes: '90',
  problems: [],
  roster: EMPTY_ROSTER,
  joins: false,
  seats: '',
  languages: [],
  testCases: 'first-failure',
  shows: 'all',
  interactors: 'anywhere',
  reviews: 'off',
  maxSubmissions: '',
  secondsBetween: '0',
  grading: EMPTY_GRADING,
  deployment: 'fleet',
  instanceType: '',
  hosts: '',
  targetWait: '',
  budget: '',
  judge: '',
};

/** A draft from a template: everything but people and hours. */
export function draftFrom(template: Template): BookingDraft {
  const { policy } = template;
  return {
    ...EMPTY_BOOKING,
    name: template.name,
    minutes: String(template.durationMinutes),
    problems: template.problems,
    languages: template.languages,
    testCases: policy.testCases,
    shows: policy.shows,
    // Templates are older than these.
    interactors: policy.interactors ?? 'anywhere',
    reviews: policy.reviews ?? 'off',
    maxSubmissions:
      policy.maxSubmissionsPerProblem === undefined ? '' : String(policy.maxSubmissionsPerProblem),
    secondsBetween: String(policy.minIntervalMs / 1000),
    targetWait: policy.targetWaitMs === undefined ? '' : String(policy.targetWaitMs / 1000),
    grading: { ...EMPTY_GRADING, ...template.grading },
  };
}

/** A draft of a session like another: with its people, and without its hours. */
export function draftLike(session: StaffSession, roster: RosterDraft): BookingDraft {
  const { deployment, fleet } = session;
  return {
    ...draftFrom(templateOf(session)),
    name: `${session.name} (copy)`,
    roster,
    deployment: deployment.kind,
    instanceType: deployment.kind === 'fleet' ? (fleet.instanceType ?? '') : '',
    budget: session.budgetUsd === undefined ? '' : String(session.budgetUsd),
    judge: deployment.judges?.[0]?.tokenParameter ?? '',
  };
}

/** A draft that arrives while somebody writes already: what they have written stays theirs. */
export function beneath(written: BookingDraft, arrived: BookingDraft): BookingDraft {
  const untouched = new Map<string, unknown>(Object.entries(EMPTY_BOOKING));
  const theirs = Object.entries(written).filter(([field, value]) => value !== untouched.get(field));
  return { ...arrived, ...Object.fromEntries(theirs) };
}

/** What must be said before a price can be told, in the form's order. */
export function missingOf(draft: BookingDraft): string[] {
  return [
    ...(draft.name.trim() === '' ? ['a name'] : []),
    ...(Number(draft.minutes) > 0 ? [] : ['how long it takes']),
    ...(draft.problems.length === 0 ? ['a problem'] : []),
    ...(draft.roster.faults.length > 0
      ? ['a roster without faults']
      : draft.roster.entries.length === 0 && !draft.joins
        ? ['who takes part']
        : []),
    ...(draft.opens === '' && namesTime(draft.grading)
      ? ['when it opens, since its grading names a time']
      : []),
    ...missingOfGrading(draft.grading),
    ...(draft.deployment !== 'fleet' && draft.judge.trim() === '' ? ['the judge'] : []),
  ];
}

/** The draft as the API takes it. Only of one that misses nothing. */
export function bookingOf(draft: BookingDraft): Omit<SessionBooking, 'dryRun'> {
  const opensAt = fromLocalInput(draft.opens);
  const numberIn = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const maxSubmissionsPerProblem = numberIn(draft.maxSubmissions);
  const seats = numberIn(draft.seats);
  const hosts = numberIn(draft.hosts);
  const targetWait = draft.deployment === 'fleet' ? numberIn(draft.targetWait) : undefined;
  const budgetUsd = draft.deployment === 'fleet' ? numberIn(draft.budget) : undefined;
  const instanceType = draft.instanceType.trim();
  const labels = draft.problems.map(({ label }) => label);
  const grading = gradingOf(draft.grading, labels, opensAt);
  const judge = { tokenParameter: draft.judge.trim(), slots: 2 };
  return {
    name: draft.name.trim(),
    ...(opensAt === undefined ? {} : { opensAt }),
    durationMinutes: Number(draft.minutes),
    problems: draft.problems.map(({ problemId, label }) => ({ problemId, label })),
    ...(draft.languages.length === 0 ? {} : { languages: [...draft.languages] }),
    roster: [...draft.roster.entries],
    ...(draft.joins ? { join: seats === undefined ? {} : { seats } } : {}),
    deployment:
      draft.deployment === 'direct'
        ? { kind: 'direct', judges: [judge] }
        : draft.deployment === 'pooled'
          ? { kind: 'pooled', judge }
          : {
              kind: 'fleet',
              ...(instanceType === '' ? {} : { instanceType }),
              ...(hosts === undefined ? {} : { hosts }),
            },
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(isUsual(grading) ? {} : { grading }),
    policy: {
      testCases: draft.testCases,
      shows: draft.shows,
      interactors: draft.interactors,
      reviews: draft.reviews,
      minIntervalMs: Math.round(Number(draft.secondsBetween) * 1000),
      ...(maxSubmissionsPerProblem === undefined ? {} : { maxSubmissionsPerProblem }),
      ...(targetWait === undefined ? {} : { targetWaitMs: Math.round(targetWait * 1000) }),
    },
  };
}

/** The label that the next problem gets: the first letter that none has. */
export function nextLabel(problems: BookingDraft['problems']): string {
  const taken = new Set(problems.map(({ label }) => label.toUpperCase()));
  for (let index = 0; ; index++) {
    const letter = String.fromCharCode(65 + (index % 26));
    const label = index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
    if (!taken.has(label)) return label;
  }
}
