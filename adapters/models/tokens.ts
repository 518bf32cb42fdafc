import * as z from 'zod/mini';

/** Tokens as a service counts them; more than any of them can read is no count. */
export const tokens = z.int().check(z.gte(0), z.lte(100_000_000));
