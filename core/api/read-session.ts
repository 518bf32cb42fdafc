import type { BookingWish } from '../booking/request-booking.ts';
import type { WishedChange } from '../booking/session-change.ts';
import { given } from '../exam/given.ts';
import type { SessionBooking, SessionChange } from './booking.ts';
import { readRules } from './grading-view.ts';

/** A booking as the API takes it, in the words of the domain. */
export function readBooking(
  { opensAt, closesAt, durationMinutes, roster, grading, dryRun: _, insteadOf: __, ...rest }: SessionBooking,
  by: { readonly username: string; readonly isOperator: boolean },
): BookingWish {
  return {
    ...rest,
    owner: by.username,
    byOperator: by.isOperator,
    ...readWindow({ opensAt, closesAt }),
    ...(durationMinutes === undefined ? {} : { durationMs: toMs(durationMinutes) }),
    ...(grading === undefined ? {} : { grading: readRules(grading) }),
    roster: roster.map(({ extraTimeMinutes, ...entry }) => ({
      ...entry,
      extraTimeMs: toMs(extraTimeMinutes),
    })),
  };
}

/** A change as the API takes it, in the words of the domain. */
export function readChange({
  revision: _,
  opensAt,
  closesAt,
  participants,
  grading,
  policy,
  ...rest
}: SessionChange): WishedChange {
  return {
    ...rest,
    ...readWindow({ opensAt, closesAt }),
    ...(grading === undefined ? {} : { grading: readRules(grading) }),
    ...given({ targetWaitMs: policy?.targetWaitMs, reviews: policy?.reviews }),
    ...(participants === undefined
      ? {}
      : {
          participants: participants.map(({ extraTimeMinutes, ...entry }) => ({
            ...entry,
            ...(extraTimeMinutes === undefined ? {} : { extraTimeMs: toMs(extraTimeMinutes) }),
          })),
        }),
  };
}

function readWindow({ opensAt, closesAt }: Record<'opensAt' | 'closesAt', string | undefined>) {
  return {
    ...(opensAt === undefined ? {} : { opensAt: Date.parse(opensAt) }),
    ...(closesAt === undefined ? {} : { closesAt: Date.parse(closesAt) }),
  };
}

const toMs = (minutes: number): number => Math.round(minutes * 60_000);
