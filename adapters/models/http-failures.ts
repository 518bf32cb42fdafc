import {
  ModelError,
  type ModelErrorFacts,
  type ModelErrorKind,
} from '../../core/review/models/language-model.ts';

/** What an HTTP status of a service of language models means; all three give it the same. */
export function kindOfStatus(status: number): ModelErrorKind {
  if (status === 429) return 'throttled';
  if (status === 408 || status === 504) return 'timed-out';
  // 3xx: it sends elsewhere, and nobody follows; 402: nothing is paid for.
  if (status < 400 || status === 401 || status === 402 || status === 403 || status === 404)
    return 'forbidden';
  // 501: no moment makes it know what it does not.
  return status >= 500 && status !== 501 ? 'unavailable' : 'refused';
}

const WORDS: Readonly<Record<number, string>> = {
  400: 'it does not take the request',
  401: 'it does not know the key',
  402: 'its account is not paid for',
  403: 'it does not let us',
  404: 'it has no such model',
  429: 'it asks for fewer calls',
  501: 'it does not know the request',
};

/** What a status is told as. */
export function errorOfStatus(
  status: number,
  facts: ModelErrorFacts,
  kind = kindOfStatus(status),
): ModelError {
  const words =
    WORDS[status] ?? (status >= 500 ? 'it fails' : status < 400 ? 'it sends elsewhere' : WORDS[400]);
  return new ModelError(kind, `${words} (HTTP ${status})`, facts);
}

/** An answer that nobody reads to its end. @param most bytes */
export function tooLarge(most: number): ModelError {
  return new ModelError('malformed', `it answered more than ${most / 1024 / 1024} MiB`, { used: 'unknown' });
}
