/** An S3 request named: the bucket and key of its path, and the API operation that method and query make it. */
export interface S3Request {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
}

/** Subresources that S3 keeps per bucket as one document, by query name, and the name of their API operations. */
export const BUCKET_DOCUMENTS: Readonly<Record<string, string>> = {
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  notification: 'BucketNotificationConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  publicAccessBlock: 'PublicAccessBlock',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
};

const LIFECYCLE: Readonly<Record<string, string>> = {
  PUT: 'PutBucketLifecycleConfiguration',
  GET: 'GetBucketLifecycleConfiguration',
  DELETE: 'DeleteBucketLifecycle',
};

/** Names an S3 request in path style. What the table does not know is named by its method and subresource. */
export function readS3Request(
  method: string,
  path: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, unknown>>,
): S3Request {
  const [bucket = '', ...rest] = path.replace(/^\//, '').split('/');
  const key = rest.map(decodeURIComponent).join('/');
  const operation =
    bucket === ''
      ? 'ListBuckets'
      : key === ''
        ? bucketOperation(method, query)
        : objectOperation(method, query, headers);
  return { operation, bucket: decodeURIComponent(bucket), key };
}

function bucketOperation(method: string, query: URLSearchParams): string {
  if (query.has('lifecycle')) return LIFECYCLE[method] ?? `${method}?lifecycle`;
  for (const [name, document] of Object.entries(BUCKET_DOCUMENTS))
    if (query.has(name))
      return `${{ PUT: 'Put', GET: 'Get', DELETE: 'Delete' }[method] ?? method}${document}`;
  if (query.has('location')) return 'GetBucketLocation';
  for (const name of [
    'acl',
    'logging',
    'replication',
    'versions',
    'uploads',
    'website',
    'object-lock',
    'analytics',
  ])
    if (query.has(name)) return `${method} ?${name}`;
  switch (method) {
    case 'PUT':
      return 'CreateBucket';
    case 'HEAD':
      return 'HeadBucket';
    case 'DELETE':
      return 'DeleteBucket';
    case 'POST':
      return query.has('delete') ? 'DeleteObjects' : 'PostObject';
    default:
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  }
}

function objectOperation(
  method: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, unknown>>,
): string {
  for (const name of [
    'acl',
    'tagging',
    'retention',
    'legal-hold',
    'torrent',
    'restore',
    'select',
    'renameObject',
  ])
    if (query.has(name)) return `${method} object ?${name}`;
  switch (method) {
    case 'PUT':
      if (query.has('uploadId'))
        return headers['x-amz-copy-source'] === undefined ? 'UploadPart' : 'UploadPartCopy';
      return headers['x-amz-copy-source'] === undefined ? 'PutObject' : 'CopyObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
    default:
      return query.has('attributes')
        ? 'GetObjectAttributes'
        : query.has('uploadId')
          ? 'ListParts'
          : 'GetObject';
  }
}
