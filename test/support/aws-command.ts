import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Debian's Python, for which python3-botocore is installed; another `python3` may stand before it on the path. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('./aws.py', import.meta.url));

/** Whether botocore is there to run `aws` commands with. */
export const hasBotocore = spawnSync(PYTHON, ['-c', 'import botocore, jmespath']).status === 0;

export interface AwsAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Runs `aws SERVICE OPERATION ...` against an endpoint, by botocore's models and in its protocols; answers what it prints, parsed.
 * Rejects with what it says on stderr.
 */
export async function runAws(access: AwsAccess, words: readonly string[]): Promise<unknown> {
  const [service = '', operation = '', ...options] = words;
  const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, service, operation, ...options], {
    env: {
      AWS_ACCESS_KEY_ID: access.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: access.credentials.secretAccessKey,
      AWS_DEFAULT_REGION: access.region,
      ASSIZE_ENDPOINT: access.endpoint,
    },
  });
  return JSON.parse(stdout);
}
