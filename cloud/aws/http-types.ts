import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from './principals.ts';

/** Wire protocols of the services served here; they decide how errors look. */
export type Protocol = 'json-1.0' | 'json-1.1' | 'query' | 'ec2' | 'rest-xml' | 'rest-json' | 'rpc-v2-cbor';

/** One authenticated API call, its body read and its operation named. */
export interface AwsCall {
  /** Service as the SigV4 scope names it ('dynamodb', 'ec2', 'cognito-idp' ...). */
  readonly service: string;
  readonly operation: string;
  /** In which the client speaks, and is answered. */
  readonly protocol: Protocol;
  readonly region: string;
  readonly principal: Principal;
  readonly method: string;
  /** Path as sent (percent-encoded), without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Parsed body of JSON protocols, flat parameters of query protocols, undefined for REST services. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Host header of the request: what URLs handed out must carry. */
  readonly host: string;
  /** Aborted when the client hangs up before it has its answer. */
  readonly gone: AbortSignal;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer;
}

/** A service behind the endpoint. Operations that it does not know throw UnservedOperation. */
export interface AwsService {
  readonly handle: (call: AwsCall) => Promise<AwsResponse>;
}

/** A refusal in AWS's own terms; rendered in the protocol of the service that is called. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  /** `code` without namespace ('ResourceNotFoundException'), `fields` = further members of the error shape. */
  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** Local mode lacks this call, or what `detail` names of it: logged and named, never silence. */
export class UnservedOperation extends AwsError {
  /** `served`: the calls of the service that it does serve. */
  constructor(service: string, operation: string, detail = '', served: readonly string[] = []) {
    super(
      'NotServedLocally',
      `local mode does not serve ${service}:${operation}${detail === '' ? '' : ` (${detail})`}` +
        `${served.length === 0 ? '' : `; it serves ${served.join(', ')}`}. See docs/local-mode.md.`,
      501,
    );
    this.name = 'UnservedOperation';
  }
}
