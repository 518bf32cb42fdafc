import { EVENT_TYPES, type EventType } from '../exam/session-event.ts';

type Family = EventType extends `${infer F}.${string}` ? F : never;

/** A type of events, or all of a family: `session.settled`, `session.*`. */
export type EventFilter = EventType | `${Family}.*`;

/** Every filter there is: the families, then the types. */
export const EVENT_FILTERS = [
  ...new Set(Object.keys(EVENT_TYPES).map((type) => `${type.split('.')[0]}.*`)),
  ...Object.keys(EVENT_TYPES),
] as [EventFilter, ...EventFilter[]];

/** Whether one of the filters has the type. */
export function passesFilters(filters: readonly EventFilter[], type: EventType): boolean {
  return filters.some((filter) => filter === type || filter === `${type.split('.')[0]}.*`);
}
