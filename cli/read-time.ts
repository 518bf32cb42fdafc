import { InvalidArgumentError } from 'commander';
import { readDuration } from './read-duration.ts';

const TIME =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(?:(Z)|([+-])(\d\d):?(\d\d))?$/i;
const DAY_MS = 86_400_000;

/**
 * Reads a time: ISO 8601 with day and hour, `+10m` from now, or `now`. Without a zone it is this machine's local time.
 * Nothing is guessed: days and hours that do not exist, hours that are there twice, and other ways to write a day are
 * refused.
 *
 * @throws InvalidArgumentError
 */
export function readTime(text: string, now = Date.now()): string {
  if (text === 'now') return new Date(now).toISOString();
  if (text.startsWith('+')) return new Date(now + readDuration(text.slice(1))).toISOString();
  const parts = TIME.exec(text.trim());
  if (parts === null)
    throw new InvalidArgumentError(`write a time such as ${exampleAt(now)}, or +30m from now`);
  const [, year, month, day, hour, minute, second = '0', fraction = '0'] = parts;
  /** The time as if it were in UTC. */
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, '0')),
  );
  const stated = `${year}-${month}-${day}T${hour}:${minute}:${second.padStart(2, '0')}`;
  if (!new Date(wall).toISOString().startsWith(stated))
    throw new InvalidArgumentError(
      `there is no ${hour}:${minute}:${second.padStart(2, '0')} on ${year}-${month}-${day}`,
    );
  return new Date(instantOf(wall, parts)).toISOString();
}

function instantOf(wall: number, [text, , , , , , , , utc, sign, hours, minutes]: RegExpExecArray): number {
  if (utc !== undefined) return wall;
  if (sign !== undefined) {
    if (Number(hours) > 14 || Number(minutes) > 59)
      throw new InvalidArgumentError(`no zone is ${sign}${hours}:${minutes} from UTC`);
    return wall - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  }
  // Zones change their offset at most once in two days, so that those of the days around are all that can hold.
  const offsets = new Set([-DAY_MS, DAY_MS].map((way) => new Date(wall + way).getTimezoneOffset()));
  const instants = [...offsets]
    .map((offset) => wall + offset * 60_000)
    .filter((instant) => instant - new Date(instant).getTimezoneOffset() * 60_000 === wall);
  const [instant, another] = instants;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (instant === undefined)
    throw new InvalidArgumentError(
      `there is no ${text} in ${zone}: clocks are put forward then; write another time, or add the zone, such as +01:00`,
    );
  if (another !== undefined)
    throw new InvalidArgumentError(
      `${text} is there twice in ${zone}: clocks are put back then; add the zone, such as +01:00`,
    );
  return instant;
}

/** Tomorrow at nine, in the form that is taken. */
function exampleAt(now: number): string {
  return `${new Date(now + DAY_MS).toISOString().slice(0, 10)}T09:00+01:00`;
}
