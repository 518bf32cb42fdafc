import type { Cost } from '../costs/estimate.ts';
import type { Session } from '../exam/session.ts';
import type { StoredChange } from '../exam/session-store.ts';
import type { BookingFault, BookingRemarks, BookingRequest } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import type { ChangeOutcome, SessionChangeRequest } from './session-change.ts';

type Wished = Pick<BookingRequest, 'budgetUsd' | 'deployment'>;

/** What is wrong with the budget of a booking, and what its instructor should know of it. @param hostUsd one host from launch to the end */
export function checkBudget(
  { budgetUsd, deployment }: Wished,
  estimate: Pick<Cost, 'usd'>,
  hostUsd: number,
  { maxUsd }: Pick<BookingLimits, 'maxUsd'>,
): BookingRemarks {
  const remarks: BookingRemarks = { faults: [], warnings: [] };
  if (budgetUsd === undefined) return remarks;
  const fault = refuseBudget(budgetUsd, deployment.kind, maxUsd);
  if (fault !== undefined) remarks.faults.push(fault);
  else if (budgetUsd < estimate.usd) remarks.faults.push(refuseBelow(budgetUsd, estimate.usd));
  else if (budgetUsd < estimate.usd + hostUsd)
    remarks.warnings.push({
      field: 'budgetUsd',
      detail: `of ${budgetUsd} USD the estimate leaves ${(budgetUsd - estimate.usd).toFixed(2)}, and a host costs up to ${hostUsd.toFixed(2)}: one that fails early would not be replaced, and the fleet would not grow`,
    });
  return remarks;
}

/** What is said to a session that is estimated at more than its budget. */
export function refuseBelow(budgetUsd: number, usd: number): BookingFault {
  return {
    field: 'budgetUsd',
    detail: `the session is estimated at ${usd.toFixed(2)} USD, more than its budget of ${budgetUsd}: give ${(Math.ceil(usd * 100) / 100).toFixed(2)} at least, or shorten it`,
  };
}

function refuseBudget(
  budgetUsd: number,
  kind: Session['deployment']['kind'],
  maxUsd: number,
): BookingFault | undefined {
  if (kind !== 'fleet')
    return {
      field: 'budgetUsd',
      detail: `is for a fleet, whose launches it ends, and the deployment is ${kind}: leave it out, or book a fleet`,
    };
  return budgetUsd > maxUsd
    ? {
        field: 'budgetUsd',
        detail: `is ${budgetUsd}, and this stage allows a session ${maxUsd} USD: give that at most, or ask an operator to raise budgetUsd.session`,
      }
    : undefined;
}

/** The budget of a session from now on, or why it cannot be had; another one is told anew. @param over why nothing can be changed any more */
export function decideBudgetChange(
  { deployment, budgetUsd: before }: Pick<Session, 'deployment' | 'budgetUsd'>,
  { budgetUsd }: Pick<SessionChangeRequest, 'budgetUsd'>,
  { maxUsd }: Pick<BookingLimits, 'maxUsd'>,
  over: { readonly kind: 'session-cancelled' | 'too-late'; readonly detail: string } | undefined,
):
  | { readonly change: Pick<StoredChange, 'budgetUsd' | 'budgetTold'> }
  | { readonly refused: Extract<ChangeOutcome, { changed: false }> } {
  if (budgetUsd === undefined || budgetUsd === (before ?? null)) return { change: {} };
  const fault = budgetUsd === null ? undefined : refuseBudget(budgetUsd, deployment.kind, maxUsd);
  if (fault !== undefined) return { refused: { changed: false, kind: 'invalid-request', faults: [fault] } };
  if (over !== undefined)
    return {
      refused: { changed: false, kind: over.kind, faults: [{ field: 'budgetUsd', detail: over.detail }] },
    };
  return { change: { budgetUsd, budgetTold: null } };
}
