import { ACCESS } from './contracts-of-access.ts';
import { CALLS } from './contracts-of-calls.ts';
import { GUARDS } from './contracts-of-guards.ts';
import { STORAGE } from './contracts-of-storage.ts';
import { TURNS } from './contracts-of-turns.ts';
import { VALUES } from './contracts-of-values.ts';
import { WAYS } from './contracts-of-ways.ts';

/** For each rule contracts with its fault and sound ones that look like it. */
export const PAIRS = [...CALLS, ...ACCESS, ...GUARDS, ...VALUES, ...STORAGE, ...TURNS, ...WAYS];
/** Each of them alone. */
export const CONTRACTS = PAIRS.flatMap(({ faulty, sound }) => [faulty, sound]);
