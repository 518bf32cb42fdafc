import type { ListedStore, Store } from '../browser-store.ts';

/** What the exam keeps in the browser's storage, each by a name of its own. */
type Kind = 'draft' | 'input' | 'language' | 'outbox';

/** Whose it is. */
export interface KeptFor {
  readonly sessionId: string;
  readonly participantId: string;
}

/** The name of something kept; session ids, user names, labels and languages have no colon in them. */
export function nameKept(kind: Kind, { sessionId, participantId }: KeptFor, ...more: string[]): string {
  return [`assize-${kind}`, sessionId, participantId, ...more].join(':');
}

/** How much of somebody's work this browser keeps. */
export interface KeptWork {
  readonly drafts: number;
  /** Sessions with submissions that the API has not confirmed. */
  readonly outboxes: number;
}

/** What is kept of somebody's work, of every session; names are compared without case, as at log-in. */
export function countKeptWork(store: ListedStore, username: string): KeptWork {
  const names = namesOf(store, username);
  const count = (kind: Kind) => names.filter((name) => name.startsWith(`assize-${kind}:`)).length;
  return { drafts: count('draft'), outboxes: count('outbox') };
}

/** Forgets everything that is kept of somebody's work. */
export function forgetKeptWork(store: ListedStore & Store, username: string): void {
  for (const name of namesOf(store, username)) store.removeItem(name);
}

function namesOf(store: ListedStore, username: string): readonly string[] {
  return store.names().filter((name) => {
    const [kind, , participantId] = name.split(':');
    return (
      /^assize-(?:draft|input|language|outbox)$/.test(kind ?? '') &&
      participantId?.toLowerCase() === username.toLowerCase()
    );
  });
}
