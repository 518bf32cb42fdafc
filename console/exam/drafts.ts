import type { ProgramFile } from '../../core/api/submissions.ts';
import type { Store } from '../browser-store.ts';
import { type KeptFor, nameKept } from './kept-work.ts';
import { areSame } from './program.ts';

/** What somebody has written and not handed in. */
export interface Draft {
  readonly files: readonly ProgramFile[];
  /** When it was written, ms since the epoch. */
  readonly at: number;
  /** The tab in which it was written. */
  readonly tab: string;
}

/** A problem that somebody works on. */
export interface ProblemKey extends KeptFor {
  readonly label: string;
}

/** What a draft belongs to. */
export interface DraftKey extends ProblemKey {
  readonly language: string;
}

/** An input of somebody's own for trials, and whether they try on it or on the samples. */
export interface KeptInput {
  readonly isChosen: boolean;
  readonly text: string;
}

/** The name of a draft in the browser's storage. */
export function nameDraft(key: DraftKey): string {
  return nameKept('draft', key, key.label, key.language);
}

/** A draft as it was stored; undefined for nothing, and for what is none. */
export function parseDraft(text: string | null): Draft | undefined {
  if (text === null) return undefined;
  try {
    const { files, at, tab } = JSON.parse(text) as Partial<Draft>;
    if (!Array.isArray(files) || !files.every(isFile) || files.length === 0 || typeof at !== 'number')
      return undefined;
    return { files, at, tab: String(tab ?? '') };
  } catch {
    return undefined;
  }
}

function isFile(file: unknown): file is ProgramFile {
  const { name, source } = (file ?? {}) as Partial<ProgramFile>;
  return typeof name === 'string' && typeof source === 'string';
}

/** The draft that is kept, undefined when there is none. */
export function readDraft(store: Store, key: DraftKey): Draft | undefined {
  return parseDraft(store.getItem(nameDraft(key)));
}

/** Keeps a draft; what is nothing but the template needs none. */
export function keepDraft(store: Store, key: DraftKey, draft: Draft, template: readonly ProgramFile[]): void {
  if (areSame(draft.files, template)) store.removeItem(nameDraft(key));
  else store.setItem(nameDraft(key), JSON.stringify(draft));
}

/**
 * What an editor does when another tab has kept a draft: take the newer text over, or leave its own.
 * @param own what this editor holds, and when it was written, ms since the epoch
 */
export function decideDraft(
  own: Pick<Draft, 'files' | 'at'>,
  other: Draft | undefined,
): { readonly action: 'take' | 'leave'; readonly reason: string } {
  if (other === undefined) return { action: 'leave', reason: 'the other tab keeps no draft' };
  if (areSame(other.files, own.files)) return { action: 'leave', reason: 'both hold the same' };
  if (other.at < own.at) return { action: 'leave', reason: 'this one is newer' };
  return { action: 'take', reason: 'the other tab wrote later' };
}

/** The language that somebody last wrote this problem in. */
export function readLanguage(store: Store, key: ProblemKey): string | undefined {
  return store.getItem(nameLanguage(key)) ?? undefined;
}

/** Remembers the language that somebody writes this problem in. */
export function keepLanguage(store: Store, { language, ...key }: DraftKey): void {
  store.setItem(nameLanguage(key), language);
}

function nameLanguage(key: ProblemKey): string {
  return nameKept('language', key, key.label);
}

/** The own input that is kept for a problem; undefined for none, and for what is none. */
export function readOwnInput(store: Store, key: ProblemKey): KeptInput | undefined {
  try {
    const { isChosen, text } = JSON.parse(store.getItem(nameInput(key)) ?? 'null') as Partial<KeptInput>;
    return typeof text === 'string' ? { isChosen: isChosen === true, text } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the own input for a problem. */
export function keepOwnInput(store: Store, key: ProblemKey, input: KeptInput): void {
  store.setItem(nameInput(key), JSON.stringify(input));
}

function nameInput(key: ProblemKey): string {
  return nameKept('input', key, key.label);
}
