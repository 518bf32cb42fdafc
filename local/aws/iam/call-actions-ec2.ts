import type { CallActions } from './call-context.ts';

/** What each EC2 call needs. */
export const EC2_CALL_ACTIONS: Readonly<Record<string, CallActions>> = {};
