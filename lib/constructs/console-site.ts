import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { Stage } from '../../core/config/stages.ts';
import {
  contentSecurityPolicy,
  DEFAULT_CACHING,
  HASHED_CACHING,
  HASHED_FILES,
  PAGE_HEADERS,
} from '../console-headers.ts';

/** The console's files, made by `npm run build`. */
export const defaultConsole = join(import.meta.dirname, '..', '..', 'dist', 'console');

export interface ConsoleSiteProps {
  readonly stage: Stage;
  /** Host name of the HTTP API. */
  readonly apiDomain: string;
  /** Bucket to which the console uploads packages, by presigned URL. */
  readonly dataBucketName: string;
  readonly files: string;
  readonly logRetentionDays: number;
}

/** Statuses that CloudFront keeps, unless it is told for how long. */
const cachedErrors = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/**
 * The console: files in a closed bucket behind CloudFront, and the API under the same origin at /v1/.
 * Names of CloudFront's policies are the account's, not the region's: ours carry stage and region.
 */
export class ConsoleSite extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: ConsoleSiteProps) {
    super(scope, id);
    // Asserted: CDK's classes declare optional members in a way that exactOptionalPropertyTypes tells apart from its interfaces.
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.DESTROY,
      // A bucket with files in it cannot be deleted, and no stack with it.
      autoDeleteObjects: true,
    }) as IBucket;
    const headers = this.#createHeaders(props);
    const page = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: headers,
      compress: true,
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Assize console',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        ...page,
        origin: S3BucketOrigin.withOriginAccessControl(bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'Access', {
            originAccessControlName: `assize-${props.stage}-console-${Aws.REGION}`,
          }),
        }),
      },
      additionalBehaviors: {
        '/v1/*': {
          ...page,
          origin: new HttpOrigin(props.apiDomain),
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
      // An API that answered 503 once is asked again at once: CloudFront would repeat its error for ten seconds.
      errorResponses: cachedErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    if (!existsSync(join(props.files, 'index.html'))) {
      Annotations.of(this).addWarningV2(
        'assize:console-missing',
        `${props.files}/index.html is missing, so the console stays empty; make it with: npm run build`,
      );
      return;
    }
    const upload = {
      destinationBucket: bucket,
      sources: [Source.asset(props.files)],
      memoryLimit: 256,
      logGroup: new LogGroup(this, 'UploadLogs', {
        retention: props.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }) as ILogGroup,
    };
    // Files with hashes in their names first, and those of earlier releases stay: a page finds what it names.
    const hashed = new BucketDeployment(this, 'UploadHashed', {
      ...upload,
      exclude: ['*'],
      include: [...HASHED_FILES],
      prune: false,
      cacheControl: [CacheControl.fromString(HASHED_CACHING)],
    });
    const named = new BucketDeployment(this, 'Upload', {
      ...upload,
      exclude: [...HASHED_FILES],
      distribution: this.distribution,
      distributionPaths: ['/*'],
    });
    named.node.addDependency(hashed);
  }

  /** The page may speak to the API, to Cognito's log-in and to the bucket that takes packages. */
  #createHeaders({ stage, dataBucketName }: ConsoleSiteProps): ResponseHeadersPolicy {
    const login = `https://cognito-idp.${Aws.REGION}.amazonaws.com`;
    const uploads = `https://${dataBucketName}.s3.${Aws.REGION}.amazonaws.com`;
    const custom = Object.entries(PAGE_HEADERS).map(([header, value]) => ({ header, value, override: true }));
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: `assize-${stage}-console-${Aws.REGION}`,
      comment: 'Assize console',
      customHeadersBehavior: {
        customHeaders: [
          ...custom,
          // Files with hashes and answers of the API have their own; what has none must not be kept, errors above all.
          { header: 'Cache-Control', value: DEFAULT_CACHING, override: false },
        ],
      },
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy([login, uploads]),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    });
  }
}
