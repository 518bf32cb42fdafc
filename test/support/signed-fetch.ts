import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

export interface Signer {
  readonly service: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A POST signed as AWS's clients sign it: for protocols of which we have no client. */
export async function signedFetch(
  { service, region, credentials }: Signer,
  url: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const { hostname, port, pathname, host } = new URL(url);
  const signer = new SignatureV4({ service, region, credentials, sha256: Hash.bind(null, 'sha256') });
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    query: {},
    headers: { ...headers, host },
    body,
  });
  const { host: _host, ...sent } = signed.headers;
  return await fetch(url, { method: 'POST', headers: sent, body: new Uint8Array(body) });
}
