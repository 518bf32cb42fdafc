/** Environment of a process of the command line whose requests to AWS are held against AWS's models, as the test's are. */
export const heldEnvironment: Readonly<Record<string, string>> = {
  ASSIZE_FINDINGS: process.env.ASSIZE_FINDINGS ?? '',
  BOTOCORE_DATA: process.env.BOTOCORE_DATA ?? '',
  NODE_OPTIONS: `--import=${new URL('hold-requests-of-process.ts', import.meta.url).href}`,
};
