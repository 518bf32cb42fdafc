import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ContentHash } from '../../core/grading/test-case.ts';
import { uploadKeyOf } from '../../core/problems/import.ts';
import {
  type ManifestObjects,
  type PackageUploads,
  TestDataMissingError,
  type TestDataStore,
} from '../../core/problems/ports.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';
import { classifyError } from '../errors/classify-error.ts';
import { readProblemDocument, writeProblemDocument } from './problem-document.ts';

/** Everything of problems that is too large for rows, in the data bucket: uploads, test data, manifests. */
export class S3ProblemObjects implements TestDataStore, PackageUploads, ManifestObjects {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async put(hash: ContentHash, bytes: Uint8Array): Promise<void> {
    await this.#put(testDataKey(hash), bytes, 'application/octet-stream');
  }

  async get(hash: ContentHash): Promise<Uint8Array> {
    const bytes = await this.#get(testDataKey(hash));
    if (bytes === null) throw new TestDataMissingError(hash);
    return bytes;
  }

  async size(importId: string): Promise<number | null> {
    try {
      const { ContentLength: bytes } = await this.#client.send(
        new HeadObjectCommand({ Bucket: this.#bucket, Key: uploadKeyOf(importId) }),
      );
      return bytes ?? null;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  async read(importId: string): Promise<Uint8Array> {
    const bytes = await this.#get(uploadKeyOf(importId));
    if (bytes === null) throw new Error(`the upload ${uploadKeyOf(importId)} vanished while it was read`);
    return bytes;
  }

  async putManifest(version: ProblemVersion): Promise<void> {
    await this.#put(
      manifestKey(version.problemId, version.version),
      writeProblemDocument(version),
      'application/json',
    );
  }

  async getManifest(problemId: string, version: number): Promise<ProblemVersion | null> {
    const key = manifestKey(problemId, version);
    const bytes = await this.#get(key);
    return bytes === null
      ? null
      : readProblemDocument(`the object ${key} of the bucket ${this.#bucket}`, bytes);
  }

  async #put(key: string, body: Uint8Array, contentType: string): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: body, ContentType: contentType }),
    );
  }

  async #get(key: string): Promise<Uint8Array | null> {
    try {
      const { Body: body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: key }),
      );
      return body === undefined ? null : await body.transformToByteArray();
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }
}

/**
 * Whether S3 says that there is no such object. To whoever may not list the bucket, and no function of ours may, it says
 * that as 403. A HEAD has no body to say NoSuchKey in.
 */
function isAbsent(error: unknown): boolean {
  return ['not-found', 'denied'].includes(classifyError(error));
}

function testDataKey(hash: ContentHash): string {
  return `testdata/${hash}`;
}

function manifestKey(problemId: string, version: number): string {
  return `problems/${problemId}/${version}.json`;
}
