import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { type AwsCall, AwsError, type AwsResponse, type AwsService } from '../http-types.ts';
import type { PublicDocuments, TokenEndpoint } from '../unsigned.ts';
import { makeSignIn } from './sign-in.ts';
import { type Client, openCognitoState, type Pool, type Settings } from './state.ts';
import { answerTokenCall } from './token-endpoint.ts';
import { issuerOf, publicKey, tokenEndpointOf } from './tokens.ts';
import { USER_OPERATIONS } from './users.ts';

/** Characters of a client's secret, as AWS makes them. */
const SECRET_DIGITS = 51;
const SECRET_BYTES = Math.ceil(SECRET_DIGITS / 2);

export interface CognitoOptions {
  readonly dataDir: string;
  readonly now: () => number;
}

/** User pools, and the documents that verify their tokens. */
export interface CognitoService extends AwsService {
  /** Makes a pool, or changes its settings: properties of its template. */
  putPool(id: string, settings: Settings): Promise<void>;
  /** Makes a client, or changes its settings; one with `GenerateSecret` keeps the secret that it was made with. */
  putClient(poolId: string, id: string, settings: Settings): void;
  /** Gives a pool the domain at which its clients get tokens. */
  putDomain(poolId: string, domain: string): void;
  /** Every client of a pool. */
  listClients(poolId: string): readonly Client[];
  putGroup(poolId: string, name: string): void;
  readonly documents: PublicDocuments;
  readonly tokens: TokenEndpoint;
}

/** Cognito user pools: administration, sign-in by password, RS256 tokens with the claims of AWS. */
export function startCognito({ dataDir, now }: CognitoOptions): CognitoService {
  const file = openCognitoState(dataDir);
  const { pools } = file.value;
  const signIn = makeSignIn(file, now);

  const findPool = (id: unknown): Pool => {
    const pool = pools[String(id)];
    if (pool === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool ${String(id)} does not exist.`);
    return pool;
  };
  const describeClient = ({ UserPoolId, ClientId }: AwsCall['input']) => {
    const client = findPool(UserPoolId).clients[String(ClientId)];
    if (client === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool client ${String(ClientId)} does not exist.`);
    const { id, secret, settings } = client;
    const { GenerateSecret: _, ...told } = settings;
    const ClientSecret = secret === undefined ? {} : { ClientSecret: secret };
    return { UserPoolClient: { ...told, UserPoolId, ClientId: id, ...ClientSecret } };
  };
  const operations: Readonly<Record<string, (input: AwsCall['input']) => object | Promise<object>>> = {
    ...signIn,
    DescribeUserPoolClient: describeClient,
    ...Object.fromEntries(
      Object.entries(USER_OPERATIONS).map(([name, act]) => [
        name,
        (input: AwsCall['input']) => act(findPool(input['UserPoolId']), input),
      ]),
    ),
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const answer = await operations[call.operation]?.(call.input);
    file.save();
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
      ...(pool.domain === undefined ? {} : { token_endpoint: tokenEndpointOf(id, pool.domain) }),
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'token'],
      subject_types_supported: ['public'],
    });
  };
  return {
    handle,
    documents,
    tokens: (call) => answerTokenCall(file.value, call, now()),
    putPool: async (id, settings) => {
      const before = pools[id];
      if (before === undefined) {
        const { privateKey } = await generateKeyPair('RS256', { extractable: true });
        const kid = randomBytes(32).toString('base64');
        const key = { ...(await exportJWK(privateKey)), kid, alg: 'RS256' };
        pools[id] = { id, settings, key, users: {}, groups: {}, clients: {} };
      } else before.settings = settings;
      file.save();
    },
    putClient: (poolId, id, settings) => {
      const { clients } = findPool(poolId);
      const secret = clients[id]?.secret ?? randomBytes(SECRET_BYTES).toString('hex').slice(0, SECRET_DIGITS);
      clients[id] = { id, settings, ...(settings['GenerateSecret'] === true ? { secret } : {}) };
      file.save();
    },
    putDomain: (poolId, domain) => {
      findPool(poolId).domain = domain;
      file.save();
    },
    listClients: (poolId) => Object.values(findPool(poolId).clients),
    putGroup: (poolId, name) => {
      findPool(poolId).groups[name] = { name };
      file.save();
    },
  };
}

function json(value: unknown): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
