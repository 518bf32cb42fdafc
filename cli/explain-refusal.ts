import { CommandError, EXIT } from './exit-codes.ts';

/**
 * Waits for AWS. @throws CommandError when it refuses whoever asks
 * @param what the beginning of the sentence: `AWS refused to ...`
 */
export async function explainRefusal<T>(call: Promise<T>, what: string, fix: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    // Loaded when it is needed: most commands ask AWS nothing.
    const { classifyError } = await import('../adapters/errors/classify-error.ts');
    if (error instanceof Error && ['denied', 'credentials'].includes(classifyError(error)))
      throw new CommandError(EXIT.notAuthorised, `${what}: ${error.message}`, fix);
    throw error;
  }
}
