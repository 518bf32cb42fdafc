import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { sessionBooking } from '../core/api/booking.ts';
import { faultsOf } from '../core/api/problem-details.ts';
import { given } from '../core/exam/given.ts';
import { CommandError, EXIT } from './exit-codes.ts';

const partialBooking = sessionBooking.partial();

/** A booking, or a part of one, from a JSON file as the API takes it. @throws CommandError that names each wrong field */
export function readBookingFile(file: string): Partial<z.input<typeof sessionBooking>> {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(EXIT.badInput, `--file ${file}: ${(error as Error).message}`);
  }
  const parsed = partialBooking.safeParse(written);
  if (parsed.success) return given(parsed.data);
  const faults = faultsOf(parsed.error.issues, sessionBooking).map(
    ({ field, detail }) => `--file ${file}: ${[field, detail].filter((part) => part !== '').join(': ')}`,
  );
  throw new CommandError(EXIT.badInput, faults.join('\n'));
}
