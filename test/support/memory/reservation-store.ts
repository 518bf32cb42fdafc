import type { ReservationCalendar, ReservationStore } from '../../../core/booking/reservations.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryReservationStore implements ReservationStore {
  #calendar: ReservationCalendar = { reservations: [], revision: 0 };

  async read(): Promise<ReservationCalendar> {
    return this.#calendar;
  }

  async write({ reservations, revision }: ReservationCalendar): Promise<boolean> {
    if (revision !== this.#calendar.revision) return false;
    this.#calendar = { reservations, revision: revision + 1 };
    return true;
  }
}
