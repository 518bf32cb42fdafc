/** An S3 request named: the bucket and key of its path, and the API operation that method and query make it. */
export interface S3Request {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
}

const ON_OBJECT: Readonly<Record<string, string>> = {
  DELETE: 'DeleteObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
};
/** Parameters of a query that change what an operation answers, not which one it is. */
const OPTIONS =
  /^(list-type|prefix|delimiter|max-keys|start-after|continuation-token|encoding-type|fetch-owner|x-id|response-.*|x-amz-.*)$/i;

/** Names an S3 request in path style. What is not served is named by its method and subresource. */
export function readS3Request(
  method: string,
  path: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, unknown>>,
): S3Request {
  const [bucket = '', ...rest] = path.replace(/^\//, '').split('/');
  const key = rest.map(decodeURIComponent).join('/');
  const subresource = [...query.keys()].find((name) => !OPTIONS.test(name));
  const named =
    key === '' ? nameOnBucket(method, query, subresource) : nameOnObject(method, subresource, headers);
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const operation =
    (bucket === '' ? undefined : named) ??
    `${method} ${level}${subresource === undefined ? '' : ` ?${subresource}`}`;
  return { operation, bucket: decodeURIComponent(bucket), key };
}

function nameOnBucket(
  method: string,
  query: URLSearchParams,
  subresource: string | undefined,
): string | undefined {
  if (subresource !== undefined) return undefined;
  if (method === 'PUT') return 'CreateBucket';
  return method === 'GET' && query.get('list-type') === '2' ? 'ListObjectsV2' : undefined;
}

function nameOnObject(
  method: string,
  subresource: string | undefined,
  headers: Readonly<Record<string, unknown>>,
): string | undefined {
  if (subresource !== undefined) return undefined;
  return headers['x-amz-copy-source'] === undefined ? ON_OBJECT[method] : 'CopyObject';
}
