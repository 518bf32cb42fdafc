import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import type { Bell } from '../../core/submissions/executor.ts';

const id = z.string().check(z.regex(ULID_PATTERN, 'is not an id'));
const bellSchema = z.object({ sessionId: id, submissionId: id });

/** A delivered doorbell, or why the message is none. */
export type Delivery =
  | { readonly messageId: string; readonly bell: Bell }
  | { readonly messageId: string; readonly fault: string };

/** Reads what a queue delivered: the body that the doorbell published, raw. */
export function readDelivery(record: SQSRecord): Delivery {
  let body: unknown;
  try {
    body = JSON.parse(record.body);
  } catch {
    return { messageId: record.messageId, fault: 'the body is not JSON' };
  }
  const parsed = bellSchema.safeParse(body);
  if (parsed.success) return { messageId: record.messageId, bell: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return { messageId: record.messageId, fault: faults.join('; ') };
}
