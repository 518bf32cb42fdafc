import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type AwsCall, AwsError } from '../http-types.ts';

const ALGORITHMS: Readonly<Record<string, (body: Buffer) => string>> = {
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
};

/**
 * Refuses a body that is not the one whose checksum was announced, by header or in the query of a presigned URL.
 * @throws AwsError BadDigest, as S3 does
 */
export function refuseWrongChecksum(call: AwsCall): void {
  for (const [name, compute] of Object.entries(ALGORITHMS)) {
    const told = call.headers[name] ?? call.query.get(name);
    if (told === undefined || told === null || told === compute(call.body)) continue;
    throw new AwsError(
      'BadDigest',
      `The ${name.replace('x-amz-checksum-', '').toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
}
