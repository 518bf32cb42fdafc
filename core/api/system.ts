import * as z from 'zod';
import { instant } from './common.ts';

/** GET /v1/health. */
export const health = z
  .object({ status: z.literal('ok'), stage: z.string(), at: instant })
  .meta({ id: 'Health' });

/** GET /v1/config: what a client needs to log in. */
export const clientConfig = z
  .object({
    stage: z.string(),
    region: z.string(),
    userPoolId: z.string(),
    userPoolClientId: z.string(),
    cognitoEndpoint: z.url().optional().describe("Where the user pool answers, when it is not AWS's own"),
    tokenUrl: z.url().optional().describe('Where machines get tokens; absent: this stage has none'),
    languages: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        extensions: z.array(z.string()),
        headers: z.array(z.string()).describe('Endings of files beside its sources'),
        mainFile: z.string().describe('What a program of one file is called among files'),
        linked: z.boolean().describe('No file is the main one: it starts where the language says'),
        editor: z
          .object({
            starter: z.string().describe('A whole program that reads and prints'),
            grammar: z.string().optional().describe('How it is highlighted'),
            indent: z.string().describe('One step of indentation'),
          })
          .describe('What an editor starts with'),
      }),
    ),
  })
  .meta({ id: 'ClientConfig' });
export type ClientConfig = z.infer<typeof clientConfig>;

/** GET /v1/errors: the list of problem types. */
export const errorList = z
  .object({ errors: z.array(z.object({ type: z.string(), status: z.int(), title: z.string() })) })
  .meta({ id: 'ErrorList' });
