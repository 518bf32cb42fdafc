import { type LookupAddress, type LookupAllOptions, lookup as lookUpByDns } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { reachOf } from './address-reach.ts';

export interface GuardedFetchOptions {
  /** Who is asked, for what is said of an address that is refused. @default judge */
  readonly guarded?: keyof typeof WORDS;
  /** Whether plain HTTP and private addresses are allowed too; others than public and private ones never are. */
  readonly allowPrivate: boolean;
  /** Resolves names; default: the system's. */
  readonly lookup?: (
    hostname: string,
    options: LookupAllOptions,
    done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
  ) => void;
}

/** What a refusal says: who would be there, how a private address is allowed, and what to do about a redirect. */
const WORDS = {
  judge: {
    whom: 'judge',
    allow: 'an operator must register this judge as private',
    instead: 'register the place itself',
  },
  receiver: {
    whom: 'receiver of webhooks',
    allow: 'webhooks go to public addresses, by https',
    instead: 'change the URL of the webhook',
  },
  model: {
    whom: 'language model',
    allow: 'language models are asked at public addresses, by https',
    instead: "change the model's baseUrl in the configuration of the stage",
  },
} as const;

/** The request was not made, because of where it would have gone. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
}

/** Answers without a body, for which Response takes none. */
const BODILESS = new Set([204, 205, 304]);

/**
 * A fetch that goes where a server of somebody else may be, and nowhere else. The address is checked when the connection
 * is made and is the one that is connected to: a name that resolves to another address a moment later gains nothing.
 * Redirects are not followed. Takes what its callers send: a method, plain headers, text, a signal.
 */
export function makeGuardedFetch({
  guarded = 'judge',
  allowPrivate,
  lookup = lookUpByDns,
}: GuardedFetchOptions): typeof fetch {
  const { whom, allow, instead } = WORDS[guarded];
  const refuse = (host: string, address: string): ForbiddenAddressError | undefined => {
    const reach = reachOf(address);
    if (reach === 'public' || (reach === 'private' && allowPrivate)) return undefined;
    return new ForbiddenAddressError(
      `${host} is at ${address}, ${reach === 'private' ? `a private address: ${allow}` : `where no ${whom} can be`}`,
    );
  };
  const guardedLookup: LookupFunction = (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const refusal =
        error ?? addresses.map(({ address }) => refuse(hostname, address)).find((one) => one !== undefined);
      const [first] = addresses ?? [];
      if (refusal !== undefined && refusal !== null) done(refusal, '');
      else if (first === undefined) done(new Error(`${hostname} has no address`), '');
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  const settings = { keepAlive: true, lookup: guardedLookup };
  const agents = { http: new HttpAgent(settings), https: new HttpsAgent(settings) };

  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivate))
      throw new ForbiddenAddressError(`${url.origin} is not https: ${allow}`);
    // Node looks no address up that is one already.
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    const refusal = isIP(literal) === 0 ? undefined : refuse(url.hostname, literal);
    if (refusal !== undefined) throw refusal;
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const agent = url.protocol === 'https:' ? agents.https : agents.http;
    const ask = async (again: boolean): Promise<IncomingMessage> =>
      await new Promise((resolve, reject) => {
        const request = send(url, {
          method: init.method ?? 'GET',
          headers: { ...(init.headers as Record<string, string>) },
          agent,
          ...(init.signal == null ? {} : { signal: init.signal }),
        });
        request.on('response', resolve);
        request.on('error', (error: NodeJS.ErrnoException) => {
          // The server closed a connection that waited for its next use, as it may; what was sent there was not read.
          if (again && request.reusedSocket && error.code === 'ECONNRESET') resolve(ask(false));
          else reject(error);
        });
        request.end(typeof init.body === 'string' ? init.body : undefined);
      });
    const answer = await ask(true);
    const status = answer.statusCode ?? 0;
    if (status >= 300 && status < 400 && status !== 304) {
      answer.destroy();
      throw new ForbiddenAddressError(
        `${url.origin} sends elsewhere (HTTP ${status}), and redirects are not followed: ${instead}`,
      );
    }
    if (BODILESS.has(status)) answer.resume();
    return new Response(
      BODILESS.has(status) ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>),
      {
        status,
        headers: Object.entries(answer.headers).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, [value].flat().join(', ')] as [string, string]],
        ),
      },
    );
  };
}
