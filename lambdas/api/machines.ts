import * as z from 'zod/mini';
import type { Machine } from '../../core/exam/machine.ts';
import type { Env } from './env.ts';

const machinesSchema = z.array(
  z.object({ name: z.string(), clientId: z.string(), owners: z.array(z.string()) }),
);

/** The machines of the stage, as its stack tells them. @throws Error for what is no list of them */
export function readMachines(text: string): readonly Machine[] {
  return machinesSchema.parse(JSON.parse(text));
}

/** Where machines get tokens: by the domain of the user pool, or at the endpoint of a local system. */
export function tokenUrlOf(env: Pick<Env, 'TOKEN_DOMAIN' | 'AWS_REGION' | 'AWS_ENDPOINT_URL'>): string {
  const { TOKEN_DOMAIN: domain, AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = env;
  return endpoint === undefined
    ? `https://${domain}.auth.${region}.amazoncognito.com/oauth2/token`
    : `${endpoint}/${domain}/oauth2/token`;
}
