import { useEffect, useState } from 'preact/hooks';
import { toApiError } from './console-api.ts';

/** A page of a list, and where the next begins; none: it was the last. */
interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string | undefined;
}

/** A list as far as it was read. */
export interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly items: readonly T[] | undefined;
  /** Why the page that was asked for last is not there. */
  readonly fault: string | undefined;
  /** Reads the next page; undefined: there is none. */
  readonly more: (() => void) | undefined;
}

/**
 * A list that is read page by page, the first one at once.
 * @param ask for the page that begins at a cursor; without one, for the first
 */
export function usePages<T>(
  ask: (from: { cursor?: string }, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const [read, setRead] = useState<Page<T>>();
  const [fault, setFault] = useState<string>();
  const [ending] = useState(() => new AbortController());
  const [isAsking, setAsking] = useState(true);

  const load = (before: Page<T> | undefined) => {
    setAsking(true);
    ask(before?.cursor === undefined ? {} : { cursor: before.cursor }, ending.signal)
      .then(
        ({ items, cursor }) => {
          setFault(undefined);
          setRead({ items: [...(before?.items ?? []), ...items], cursor });
        },
        (error: unknown) => {
          if (!ending.signal.aborted) setFault(toApiError(error).message);
        },
      )
      .finally(() => setAsking(false));
  };
  useEffect(() => {
    load(undefined);
    return () => ending.abort();
  }, []);
  const hasMore = read?.cursor !== undefined;
  return {
    items: read?.items,
    fault,
    // A second press while one is on its way would have a page twice.
    more: hasMore ? () => (isAsking ? undefined : load(read)) : undefined,
  };
}
