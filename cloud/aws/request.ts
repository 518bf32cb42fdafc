import type { IncomingMessage } from 'node:http';
import { cbor } from '@smithy/core/cbor';
import { AwsError, type Protocol } from './http-types.ts';

/** Who signed for what: the parts of a SigV4 credential scope, from the header or a presigned query. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly presigned: boolean;
}

/** The scope of a request, or undefined if it is not signed. Throws AwsError if the signature is malformed. */
export function readCredentialScope(
  headers: IncomingMessage['headers'],
  query: URLSearchParams,
): CredentialScope | undefined {
  const presigned = query.get('X-Amz-Credential');
  const credential =
    presigned ?? /^AWS4-HMAC-SHA256 .*?Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? null;
  if (credential === null) {
    if (headers.authorization?.startsWith('AWS4-') === true)
      throw new AwsError('IncompleteSignature', 'Authorization header requires a Credential parameter.', 400);
    return undefined;
  }
  const parts = credential.split('/');
  const [terminator, service, region, date] = [parts.pop(), parts.pop(), parts.pop(), parts.pop()];
  const accessKeyId = parts.join('/');
  if (terminator !== 'aws4_request' || service === undefined || region === undefined || date === undefined)
    throw new AwsError('IncompleteSignature', `The credential scope ${credential} is malformed.`, 400);
  return { accessKeyId, date, region, service, presigned: presigned !== null };
}

/** The protocol of each service that the endpoint serves, by its name in the credential scope. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  dynamodb: 'json-1.0',
  sqs: 'json-1.0',
  ssm: 'json-1.1',
  'cognito-idp': 'json-1.1',
  servicequotas: 'json-1.1',
  sns: 'query',
  sts: 'query',
  ec2: 'ec2',
  s3: 'rest-xml',
  lambda: 'rest-json',
  scheduler: 'rest-json',
  monitoring: 'query',
};

/** The protocol of a request: its service's; clients of CloudWatch speak one of three, the newest CBOR. */
export function protocolOf(service: string, headers: IncomingMessage['headers']): Protocol {
  if (service === 'monitoring') {
    if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'rpc-v2-cbor';
    if (headers['content-type']?.startsWith('application/x-amz-json-1.0') === true) return 'json-1.0';
  }
  return PROTOCOLS[service] ?? 'rest-json';
}

/** Reads the whole body; refuses what is longer than `limit` bytes with AwsError. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit)
      throw new AwsError('EntityTooLarge', `The request is longer than ${limit} bytes.`, 413);
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
}

/** Parsed input of the body-borne protocols; REST services have none. Throws SerializationException. */
export function readInput(protocol: Protocol, body: Buffer): Readonly<Record<string, unknown>> {
  if (protocol === 'json-1.0' || protocol === 'json-1.1') {
    if (body.length === 0) return {};
    try {
      const parsed: unknown = JSON.parse(body.toString('utf8'));
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
        return parsed as Record<string, unknown>;
    } catch {
      // falls through to the one answer for everything that is not a JSON object
    }
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  }
  if (protocol === 'rpc-v2-cbor')
    return body.length === 0 ? {} : (cbor.deserialize(body) as Record<string, unknown>);
  if (protocol === 'query' || protocol === 'ec2')
    return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  return {};
}
