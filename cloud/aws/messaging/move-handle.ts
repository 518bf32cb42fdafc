import { randomUUID } from 'node:crypto';
import * as z from 'zod';

const handleSchema = z.object({ taskId: z.string(), sourceArn: z.string() });

/** A new handle of a move out of a queue; as in SQS the queue can be read from it. */
export function makeHandle(sourceArn: string): string {
  return Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn })).toString('base64');
}

/** ARN of the queue that a move's handle is about; undefined when it is no handle. */
export function sourceOfHandle(handle: string): string | undefined {
  try {
    return handleSchema.parse(JSON.parse(Buffer.from(handle, 'base64').toString())).sourceArn;
  } catch {
    return undefined;
  }
}
