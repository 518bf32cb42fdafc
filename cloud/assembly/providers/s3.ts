import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import {
  BucketAlreadyOwnedByYou,
  type BucketCannedACL,
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { PolicyDocument } from '../../aws/principals.ts';
import type { FileAsset } from '../cloud-assembly.ts';
import type { Providers } from '../provider.ts';

const BUCKET_NAME_LIMIT = 63;

const corsRuleSchema = z.object({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.coerce.number().optional(),
});

const notificationSchema = z.object({
  Event: z.string(),
  Queue: z.string(),
  Filter: z
    .object({ S3Key: z.object({ Rules: z.array(z.object({ Name: z.string(), Value: z.string() })) }) })
    .optional(),
});

const toQueuesOnly = z
  .undefined({ error: 'only queues and EventBridge are told of uploads by local mode' })
  .optional();

const bucketSchema = z.object({
  BucketName: z.string().optional(),
  CorsConfiguration: z.object({ CorsRules: z.array(corsRuleSchema) }).optional(),
  NotificationConfiguration: z
    .object({
      QueueConfigurations: z.array(notificationSchema).default([]),
      EventBridgeConfiguration: z
        .object({ EventBridgeEnabled: z.union([z.boolean(), z.stringbool()]).default(true) })
        .optional(),
      TopicConfigurations: toQueuesOnly,
      LambdaConfigurations: toQueuesOnly,
    })
    .optional(),
});

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const notServed = z.undefined({ error: 'is not served by local mode' }).optional();

const deploymentSchema = z.object({
  SourceObjectKeys: z.array(z.string()),
  DestinationBucketName: z.string(),
  DestinationBucketKeyPrefix: notServed,
  Prune: z.union([z.boolean(), z.stringbool()]).default(true),
  Include: z.array(z.string()).default([]),
  Exclude: z.array(z.string()).default([]),
  SystemMetadata: z.strictObject({ 'cache-control': z.string().optional() }).default({}),
  SourceMarkers: notServed,
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** Whether a deployment is about this file: of the filters, excluding first, the last that fits decides. */
function isMeant(key: string, { Exclude, Include }: z.infer<typeof deploymentSchema>): boolean {
  const fits = (patterns: readonly string[]) => patterns.some((pattern) => matchesGlob(key, pattern));
  return fits(Include) || !fits(Exclude);
}

/** `*` stands for any characters, slashes too, as in filters of `aws s3 sync`. */
function matchesGlob(key: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(key);
}

function assetFolder(assets: ReadonlyMap<string, FileAsset>, key: string): string {
  const asset = assets.get(key);
  if (asset === undefined || !statSync(asset.path).isDirectory()) {
    throw new Error(`its source ${key} is not a folder of the cloud assembly`);
  }
  return asset.path;
}

async function listKeys(client: S3Client, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

export const s3Providers: Providers = {
  'AWS::S3::Bucket': {
    ensure: async (properties, { clients, services, makeName, region }) => {
      const bucket = bucketSchema.parse(properties);
      const name = bucket.BucketName ?? makeName(BUCKET_NAME_LIMIT).toLowerCase();
      try {
        await clients.s3.send(
          new CreateBucketCommand({ Bucket: name, ACL: 'private' satisfies BucketCannedACL }),
        );
      } catch (error) {
        if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
      }
      await services.s3.configure(name, {
        cors: bucket.CorsConfiguration?.CorsRules ?? [],
        notifications: bucket.NotificationConfiguration?.QueueConfigurations ?? [],
        eventBridge: bucket.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
      });
      return {
        physicalId: name,
        attributes: {
          Arn: `arn:aws:s3:::${name}`,
          DomainName: `${name}.s3.amazonaws.com`,
          RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
        },
      };
    },
  },
  'AWS::S3::BucketPolicy': {
    ensure: async (properties, { services, makeName }) => {
      const policy = z
        .object({ Bucket: z.string(), PolicyDocument: z.custom<PolicyDocument>() })
        .parse(properties);
      services.s3.setPolicy(policy.Bucket, policy.PolicyDocument);
      return { physicalId: makeName(BUCKET_NAME_LIMIT) };
    },
  },
  'Custom::CDKBucketDeployment': {
    ensure: async (properties, { clients, makeName, assets, unchanged }) => {
      const deployment = deploymentSchema.parse(properties);
      const { SourceObjectKeys, DestinationBucketName, Prune, SystemMetadata } = deployment;
      const { 'cache-control': CacheControl } = SystemMetadata;
      const resource = {
        physicalId: makeName(BUCKET_NAME_LIMIT),
        attributes: { DestinationBucketArn: `arn:aws:s3:::${DestinationBucketName}` },
      };
      // Asset keys are hashes of their contents.
      if (unchanged) return resource;
      const present = Prune ? await listKeys(clients.s3, DestinationBucketName) : [];
      const stale = new Set(present.filter((key) => isMeant(key, deployment)));
      for (const sourceKey of SourceObjectKeys) {
        const folder = assetFolder(assets, sourceKey);
        for (const file of filesBelow(folder)) {
          const Key = relative(folder, file).replaceAll(sep, '/');
          if (!isMeant(Key, deployment)) continue;
          stale.delete(Key);
          await clients.s3.send(
            new PutObjectCommand({
              Bucket: DestinationBucketName,
              Key,
              Body: readFileSync(file),
              ContentType: CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
              ...(CacheControl === undefined ? {} : { CacheControl }),
            }),
          );
        }
      }
      for (const Key of stale)
        await clients.s3.send(new DeleteObjectCommand({ Bucket: DestinationBucketName, Key }));
      return resource;
    },
  },
};
