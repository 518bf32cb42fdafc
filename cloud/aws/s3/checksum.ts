import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { type AwsCall, AwsError } from '../http-types.ts';

const hashed = (algorithm: string) => (body: Buffer) => createHash(algorithm).update(body).digest();

/** Every way in which S3 is told what a body must be, by header. */
const ALGORITHMS: Readonly<Record<string, (body: Buffer) => Uint8Array | Promise<Uint8Array>>> = {
  'content-md5': hashed('md5'),
  'x-amz-checksum-sha1': hashed('sha1'),
  'x-amz-checksum-sha256': hashed('sha256'),
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes;
  },
  'x-amz-checksum-crc32c': (body) => digestOf(new Crc32c(), body),
  'x-amz-checksum-crc64nvme': (body) => digestOf(new Crc64Nvme(), body),
};

function digestOf(checksum: Crc32c | Crc64Nvme, body: Buffer): Promise<Uint8Array> {
  checksum.update(body);
  return checksum.digest();
}

/**
 * Refuses a body that is not the one whose checksum was told, by header or in the query of a presigned URL.
 * Rejects with AwsError BadDigest, as S3 does.
 */
export async function refuseWrongChecksum(call: AwsCall): Promise<void> {
  for (const [name, compute] of Object.entries(ALGORITHMS)) {
    const told = call.headers[name] ?? call.query.get(name);
    if (told === undefined || told === null) continue;
    if (told === Buffer.from(await compute(call.body)).toString('base64')) continue;
    const algorithm = name.replace(/^(x-amz-checksum|content)-/, '').toUpperCase();
    throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
}
