import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { PlannedParticipant } from '../examples/planned-exam.ts';
import type { LocalSystem } from './system.ts';

/** What `local.json` tells whoever wants to use the running system: the command line, a second `npm start`, a script. */
const localAccessSchema = z.object({
  apiUrl: z.url(),
  pageUrl: z.url(),
  endpointUrl: z.url(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  pid: z.int(),
  /** The instructor's, for the page. */
  password: z.string(),
  tokens: z.object({ operator: z.string(), instructor: z.string(), participants: z.array(z.string()) }),
});
export type LocalAccess = z.infer<typeof localAccessSchema>;

const AT_ONCE = 8;

/** Logs operator, instructor and the class in; answers their access tokens, the class's in the roster's order. */
export async function issueTokens(
  system: LocalSystem,
  participants: readonly Pick<PlannedParticipant, 'participantId'>[],
): Promise<LocalAccess['tokens']> {
  const [operator, instructor] = await Promise.all([
    system.tokens.issue('operator', 'operator'),
    system.tokens.issue('instructor', 'instructor'),
  ]);
  const tokens: string[] = [];
  for (let start = 0; start < participants.length; start += AT_ONCE) {
    const some = participants.slice(start, start + AT_ONCE);
    tokens.push(
      ...(await Promise.all(
        some.map(({ participantId }) => system.tokens.issue(participantId, 'participant')),
      )),
    );
  }
  return { operator, instructor, participants: tokens };
}

/** What the system that runs in this data folder says of itself. Throws an Error when it says nothing usable (yet). */
export function readLocalAccess(dataDir: string): LocalAccess {
  const file = join(dataDir, 'local.json');
  try {
    return localAccessSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(
      `${file} does not say how to reach the running system; it may still be starting: try again`,
      {
        cause: error,
      },
    );
  }
}
