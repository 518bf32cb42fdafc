import { actorOf, type Caller } from '../../core/exam/caller.ts';

/** The object key of lines that somebody uploads: nobody else's request names it. */
export function bulkUploadKey(sessionId: string, caller: Caller, uploadId: string): string {
  return `bulk/${sessionId}/${encodeURIComponent(actorOf(caller))}/${uploadId}.ndjson`;
}
