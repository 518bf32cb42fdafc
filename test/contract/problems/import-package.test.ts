import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3ProblemObjects } from '../../../adapters/s3/problem-objects.ts';
import { ImportImpossibleError, importPackage } from '../../../core/problems/import-package.ts';
import { TestDataMissingError } from '../../../core/problems/ports.ts';
import { SOUND } from '../../support/packages.ts';
import { makeProblemWorld, type ProblemWorld } from './problem-world.ts';

let world: ProblemWorld;
beforeAll(async () => {
  world = await makeProblemWorld();
});
afterAll(() => world.stop());

function zipOf(changes: Record<string, string> = {}): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries({ ...SOUND, ...changes }).map(([path, text]) => [path, strToU8(text)])),
  );
}

async function upload(importId: string, archive: Uint8Array): Promise<void> {
  await world.s3.send(
    new PutObjectCommand({ Bucket: world.bucket, Key: `packages/${importId}.zip`, Body: archive }),
  );
}

describe('importing a package', () => {
  it('stores test data by content, the manifest, and the rows that lists show', async () => {
    const importId = await world.request('twice');
    expect(await world.store.getProblem('twice')).toBeNull();
    await upload(importId, zipOf());
    expect(await importPackage(importId, world.ports)).toEqual({
      outcome: 'imported',
      problemId: 'twice',
      version: 1,
      warnings: 0,
    });
    expect(await world.store.getImport(importId)).toMatchObject({
      state: 'imported',
      version: 1,
      requestedBy: 'ines',
      warnings: [],
    });
    expect(await world.store.getProblem('twice')).toMatchObject({
      problemId: 'twice',
      name: 'Twice',
      currentVersion: 1,
      kind: 'pass-fail',
      timeMs: 1000,
      sampleTestCases: 1,
      secretTestCases: 2,
      testDataBytes: 14,
    });
    const version = await world.store.getVersion('twice', 1);
    const secret = version?.manifest.testCases.find(({ id }) => id === 'secret/02');
    expect(new TextDecoder().decode(await world.objects.get(secret?.answerHash ?? ''))).toBe('14\n');
    const stored = await world.s3.send(
      new GetObjectCommand({ Bucket: world.bucket, Key: `testdata/${secret?.inputHash}` }),
    );
    expect(await stored.Body?.transformToString()).toBe('7\n');
  });

  it('makes one version of one import, however often and by however many it is delivered', async () => {
    const importId = await world.request('often');
    await upload(importId, zipOf());
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => importPackage(importId, world.ports)));
    outcomes.push(await importPackage(importId, world.ports));
    const versions = new Set(
      outcomes.flatMap((outcome) => (outcome.outcome === 'imported' ? [outcome.version] : [])),
    );
    expect(versions.size).toBe(1);
    expect(outcomes.at(-1)).toEqual({ outcome: 'finished-before', problemId: 'often', state: 'imported' });
    expect((await world.store.getProblem('often'))?.currentVersion).toBe([...versions][0]);
  });

  it('goes on where a crash left it, with the same version', async () => {
    const importId = await world.request('crashy');
    await upload(importId, zipOf());
    const crashing = {
      ...world.store,
      beginImport: world.store.beginImport.bind(world.store),
      claimVersion: world.store.claimVersion.bind(world.store),
    };
    const broken = Object.assign(Object.create(world.store), crashing, {
      finishImport: async () => {
        throw new Error('the function died here');
      },
    });
    await expect(importPackage(importId, { ...world.ports, store: broken })).rejects.toThrow('died here');
    expect(await world.store.getImport(importId)).toMatchObject({ state: 'importing', version: 1 });
    expect(await importPackage(importId, world.ports)).toMatchObject({ outcome: 'imported', version: 1 });
  });

  it('numbers versions upwards and never shows an older one for a newer', async () => {
    const [first, second] = [await world.request('versions'), await world.request('versions')];
    await upload(first, zipOf());
    await upload(
      second,
      zipOf({ 'problem.yaml': SOUND['problem.yaml']?.replace('name: Twice', 'name: Double') ?? '' }),
    );
    await importPackage(first, world.ports);
    expect(await importPackage(second, world.ports)).toMatchObject({ version: 2 });
    expect(await world.store.getProblem('versions')).toMatchObject({ name: 'Double', currentVersion: 2 });
    const old = await world.store.getVersion('versions', 1);
    if (old === null) throw new Error('version 1 is gone');
    await world.store.finishImport(old, []);
    expect(await world.store.getProblem('versions')).toMatchObject({ name: 'Double', currentVersion: 2 });
    const created = (await world.store.getProblem('versions'))?.createdAt;
    expect(created).toBe(old.importedAt);
  });

  it('refuses a faulty package with every fault, and keeps the version that stands', async () => {
    const good = await world.request('mixed');
    await upload(good, zipOf());
    await importPackage(good, world.ports);
    const bad = await world.request('mixed');
    await upload(
      bad,
      zipOf({ 'problem.yaml': `${SOUND['problem.yaml']}type: submit-answer\ncolour: red\n` }),
    );
    const outcome = await importPackage(bad, world.ports);
    expect(outcome).toMatchObject({ outcome: 'refused', problemId: 'mixed' });
    const told = await world.store.getImport(bad);
    expect(told).toMatchObject({
      state: 'refused',
      faults: [
        { code: 'submit-answer', file: 'problem.yaml', line: 8 },
        { code: 'unknown-key', file: 'problem.yaml', line: 9 },
      ],
    });
    expect((await world.store.getProblem('mixed'))?.currentVersion).toBe(1);
    expect(await importPackage(bad, world.ports)).toMatchObject({
      outcome: 'finished-before',
      state: 'refused',
    });
  });

  it('tells at most as many faults as a row holds, those that refuse first', async () => {
    const importId = await world.request('many-faults');
    const notes = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [`data/secret/note${index}.in`, `${index}\n`]),
    );
    await upload(importId, zipOf({ ...notes, 'problem.yaml': 'colour: red\n' }));
    await importPackage(importId, world.ports);
    const told = await world.store.getImport(importId);
    if (told?.state !== 'refused') throw new Error('it was not refused');
    expect(told.faults).toHaveLength(300);
    expect(told.faults.slice(0, 2).map(({ severity }) => severity)).toEqual(['error', 'error']);
    expect(told.faults.at(-1)?.code).toBe('more-faults');
  });

  it('tells whose fault it is when reading itself fails', async () => {
    const importId = await world.request('unreadable');
    await upload(importId, zipOf());
    const openArchive = () => {
      throw new RangeError('Array buffer allocation failed');
    };
    await expect(importPackage(importId, { ...world.ports, openArchive })).resolves.toMatchObject({
      outcome: 'refused',
      faults: [
        { code: 'reading-failed', message: expect.stringContaining('Array buffer allocation failed') },
      ],
    });
    expect(await world.store.getImport(importId)).toMatchObject({ state: 'refused' });
  });

  it('fails, so that the message comes back, on an import that nobody asked for and on an upload that is gone', async () => {
    await expect(importPackage('ghost.01jd8x4v2n0000000000000099', world.ports)).rejects.toThrow(
      ImportImpossibleError,
    );
    const importId = await world.request('gone');
    await upload(importId, zipOf());
    await world.s3.send(new DeleteObjectCommand({ Bucket: world.bucket, Key: `packages/${importId}.zip` }));
    await expect(importPackage(importId, world.ports)).rejects.toThrow(ImportImpossibleError);
  });

  it('says which bytes are missing', async () => {
    await expect(world.objects.get('0'.repeat(64))).rejects.toThrow(TestDataMissingError);
    expect(await world.store.getVersion('twice', 99)).toBeNull();
  });

  it('takes the 403 that S3 answers to who may read but not list, as the roles of functions may, for absent', async () => {
    const role = world.system.role('reader', [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${world.bucket}/*` },
    ]);
    const objects = new S3ProblemObjects(new S3Client(role), world.bucket);
    await expect(objects.get('0'.repeat(64))).rejects.toThrow(TestDataMissingError);
    expect(await objects.getManifest('nothing', 1)).toBeNull();
    expect(await objects.size('nothing.01jd8x4v2n0000000000000098')).toBeNull();
  });

  it('lists problems by name, page by page, without those that were never imported', async () => {
    await world.request('never');
    for (const [problemId, name] of [
      ['zebra', 'Aardvark'],
      ['ant', 'Zoo'],
    ] as const) {
      const importId = await world.request(problemId);
      await upload(
        importId,
        zipOf({ 'problem.yaml': SOUND['problem.yaml']?.replace('name: Twice', `name: ${name}`) ?? '' }),
      );
      await importPackage(importId, world.ports);
    }
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof world.store.listProblems>> = await world.store.listProblems(
        2,
        cursor,
      );
      names.push(...page.items.map(({ name }) => name));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(names).toEqual([...names].sort());
    expect([names[0], names.at(-1)]).toEqual(['Aardvark', 'Zoo']);
    await expect(world.store.listProblems(2, 'bm9uc2Vuc2U')).rejects.toThrow('cursor');
  });
});
