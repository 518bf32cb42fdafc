import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import type { PublicDocuments } from '../unsigned.ts';
import { makeSignIn } from './sign-in.ts';
import { type Client, openCognitoState, type Pool } from './state.ts';
import { issuerOf, publicKey } from './tokens.ts';
import { USER_OPERATIONS } from './users.ts';

export interface CognitoOptions {
  readonly dataDir: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => number;
}

/** User pools, and the documents that verify their tokens. */
export interface CognitoService extends AwsService {
  readonly documents: PublicDocuments;
}

/** Cognito user pools: administration, sign-in by password, RS256 tokens with the claims of AWS. */
export function startCognito({ dataDir, region, accountId, now }: CognitoOptions): CognitoService {
  const file = openCognitoState(dataDir);
  const { pools } = file.value;
  const signIn = makeSignIn(file, now);

  const findPool = (id: unknown): Pool => {
    const pool = pools[String(id)];
    if (pool === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool ${String(id)} does not exist.`);
    return pool;
  };
  const findClient = (pool: Pool, id: unknown): Client => {
    const client = pool.clients[String(id)];
    if (client === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool client ${String(id)} does not exist.`);
    return client;
  };

  const operations: Readonly<Record<string, (input: AwsCall['input']) => object | Promise<object>>> = {
    ...signIn,
    CreateUserPool: async (input) => {
      const { privateKey } = await generateKeyPair('RS256', { extractable: true });
      const pool: Pool = {
        id: `${region}_${randomBytes(6).toString('hex').slice(0, 9)}`,
        createdAt: now(),
        settings: { ...input },
        key: { ...(await exportJWK(privateKey)), kid: randomBytes(32).toString('base64'), alg: 'RS256' },
        users: {},
        groups: {},
        clients: {},
      };
      pools[pool.id] = pool;
      return { UserPool: viewPool(pool, region, accountId) };
    },
    DescribeUserPool: (input) => ({ UserPool: viewPool(findPool(input['UserPoolId']), region, accountId) }),
    CreateUserPoolClient: (input) => {
      const pool = findPool(input['UserPoolId']);
      if (input['GenerateSecret'] === true)
        throw new UnservedOperation('cognito-idp', 'CreateUserPoolClient', 'clients with a secret');
      const client: Client = { id: randomBytes(13).toString('hex'), settings: { ...input } };
      pool.clients[client.id] = client;
      return { UserPoolClient: viewClient(pool, client) };
    },
    DescribeUserPoolClient: (input) => {
      const pool = findPool(input['UserPoolId']);
      return { UserPoolClient: viewClient(pool, findClient(pool, input['ClientId'])) };
    },
    UpdateUserPoolClient: (input) => {
      const pool = findPool(input['UserPoolId']);
      const client = findClient(pool, input['ClientId']);
      client.settings = { ...input };
      return { UserPoolClient: viewClient(pool, client) };
    },
    ...Object.fromEntries(
      Object.entries(USER_OPERATIONS).map(([name, act]) => [
        name,
        (input: AwsCall['input']) => act(findPool(input['UserPoolId']), input, now()),
      ]),
    ),
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const answer = await operations[call.operation]?.(call.input);
    if (!call.operation.startsWith('Describe')) file.save();
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(answer),
    };
  };

  const documents: PublicDocuments = (path) => {
    const [, id = '', document] = /^\/([\w-]+_\w+)\/\.well-known\/([\w-]+)(?:\.json)?$/.exec(path) ?? [];
    const pool = pools[id];
    if (pool === undefined) return undefined;
    if (document === 'jwks') return json({ keys: [publicKey(pool.key)] });
    if (document !== 'openid-configuration') return undefined;
    const issuer = issuerOf(id);
    return json({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'token'],
      subject_types_supported: ['public'],
    });
  };
  return { handle, documents };
}

function json(value: unknown): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function viewPool(pool: Pool, region: string, accountId: string): object {
  const { PoolName, ...settings } = pool.settings;
  return {
    ...settings,
    Id: pool.id,
    Name: PoolName,
    Arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${pool.id}`,
    CreationDate: pool.createdAt / 1000,
    LastModifiedDate: pool.createdAt / 1000,
    EstimatedNumberOfUsers: Object.keys(pool.users).length,
  };
}

function viewClient(pool: Pool, client: Client): object {
  return { ...client.settings, UserPoolId: pool.id, ClientId: client.id };
}
