import { createHash } from 'node:crypto';
import type { OutputDigests } from './batch-protocol.ts';
import type { ContentHash } from './test-case.ts';

/** SHA-256 in hex: what an output is known by, and the name that test data are stored under. */
export function hashOf(bytes: Uint8Array): ContentHash {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The digests that the supervisor makes of an output that it cuts (supervisor/src/digest.c), made of an answer: equal
 * digests mean equal bytes, equal tokens, or equal tokens but for ASCII case.
 */
export function digestOutput(bytes: Uint8Array): OutputDigests {
  const tokens = new Uint8Array(bytes.length);
  let length = 0;
  let spaceDue = false;
  for (const byte of bytes) {
    if (byte === 32 || (byte >= 9 && byte <= 13)) {
      spaceDue = length > 0;
      continue;
    }
    if (spaceDue) tokens[length++] = 32;
    spaceDue = false;
    tokens[length++] = byte;
  }
  const joined = tokens.subarray(0, length);
  const folded = joined.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
  return { exact: hashOf(bytes), tokens: hashOf(joined), folded: hashOf(folded) };
}
