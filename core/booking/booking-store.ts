import type { Cost } from '../costs/estimate.ts';
import type { BookingFault } from './booking.ts';

/** What a booking with an Idempotency-Key was asked and answered: the same for as long as its session is kept. */
export interface BookingRecord {
  /** SHA-256 of the booking: tells a repetition from another use of the key. */
  readonly digest: string;
  readonly estimate: Cost;
  readonly warnings: readonly BookingFault[];
}

/** Keeps what bookings were answered. Implementation: adapters/dynamodb/session-store.ts. */
export interface BookingStore {
  /** Takes the id for this booking, once. @returns what holds it: this record, or that of an earlier booking */
  claimBooking(sessionId: string, record: BookingRecord): Promise<BookingRecord>;
  getBooking(sessionId: string): Promise<BookingRecord | undefined>;
}
