import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import * as z from 'zod/mini';

/** A whole number as an option gives it. */
export const wholeOption = (name: string, least: number, most: number) =>
  z.coerce
    .number(`--${name}: give a whole number`)
    .check(
      z.int(`--${name}: give a whole number`),
      z.minimum(least, `--${name}: give ${least} or more`),
      z.maximum(most, `--${name}: give ${most} or less`),
    );

/** The options of this command line; ends the process with 2, the fault and the usage where they are wrong. */
export function readOptions<T>(options: ParseArgsOptionsConfig, schema: z.ZodMiniType<T>, usage: string): T {
  try {
    const read = z.safeParse(schema, parseArgs({ options }).values);
    if (read.success) return read.data;
    throw new Error(read.error.issues.map(({ message }) => message).join('; '));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nUsage: ${usage}`);
    process.exit(2);
  }
}
