import { Duration } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functionLimits } from '../constructs/function-limits.ts';
import { Identity } from '../constructs/identity.ts';
import { MachineClients } from '../constructs/machine-clients.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { StageStack, type StageStackProps } from '../constructs/stage-stack.ts';

/**
 * What outlives every release: the three tables, the data bucket, the queue that the bucket's uploads ring, and the
 * users. No failed release can roll these back.
 */
export class DataStack extends StageStack {
  readonly sessions: Table;
  readonly submissions: Table;
  readonly metrics: Table;
  readonly bucket: Bucket;

  constructor(scope: Construct, props: StageStackProps) {
    super(scope, 'Data', 'Assize: tables, files and users', props);

    this.sessions = this.#createTable('Sessions');
    this.sessions.addGlobalSecondaryIndex({
      indexName: 'byKind',
      partitionKey: { name: 'kind', type: AttributeType.STRING },
      sortKey: { name: 'kindSort', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });

    this.submissions = this.#createTable('Submissions');
    // Sparse: only what waits, runs or is to be announced carries a workKey. With what an executor must know of a
    // submission before it takes it, and nothing that changes.
    this.submissions.addGlobalSecondaryIndex({
      indexName: 'work',
      partitionKey: { name: 'workKey', type: AttributeType.STRING },
      sortKey: { name: 'workRank', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['participantId', 'language', 'lane'],
    });
    this.submissions.addGlobalSecondaryIndex({
      indexName: 'byParticipant',
      partitionKey: { name: 'participantKey', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });

    // Submissions in short: what feeds, boards and counts read, consistently, without the results. Only what changes
    // as a submission is taken up and ends is in it, so that a lease is renewed without a write here.
    this.submissions.addLocalSecondaryIndex({
      indexName: 'digests',
      sortKey: { name: 'submissionId', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [
        'participantId',
        'problemId',
        'label',
        'language',
        'lane',
        'state',
        'submittedAt',
        'outcome',
      ],
    });

    this.metrics = this.#createTable('Metrics');

    const uploads = new QueueWithDeadLetters(this, 'PackageUploads', {
      consumerTimeout: functionLimits['problem-importer'].timeout,
    });
    this.bucket = this.#createBucket();
    this.#ringOnUpload(uploads.queue);
    const identity = new Identity(this, 'Identity', this.config);
    const machines = new MachineClients(this, 'Machines', identity.pool, this.config);

    this.shared.publish({
      'sessions-table-name': this.sessions.tableName,
      'submissions-table-name': this.submissions.tableName,
      'metrics-table-name': this.metrics.tableName,
      'data-bucket-name': this.bucket.bucketName,
      'package-uploads-queue-arn': uploads.queue.queueArn,
      'package-uploads-queue-name': uploads.queue.queueName,
      'package-uploads-dead-letters-name': uploads.deadLetters.queueName,
      'user-pool-id': identity.pool.userPoolId,
      'user-pool-client-id': identity.client.userPoolClientId,
      ...machines.published,
    });
  }

  #createTable(id: string): Table {
    return new Table(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: this.config.retainData,
      removalPolicy: this.dataRemoval,
    });
  }

  #createBucket(): Bucket {
    const { packages, outputs } = this.config.retentionDays;
    return new Bucket(this, 'Data', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: false,
      removalPolicy: this.dataRemoval,
      // Rows and users go with the stack where data is not retained, and so do files.
      autoDeleteObjects: !this.config.retainData,
      cors: [
        {
          // A presigned URL is the permission; whoever holds one may use it from any page.
          allowedOrigins: ['*'],
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedHeaders: [
            'content-type',
            'content-length',
            'x-amz-checksum-*',
            'x-amz-sdk-checksum-algorithm',
          ],
          exposedHeaders: ['etag'],
          maxAge: 3600,
        },
      ],
      lifecycleRules: [
        { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { id: 'bulk', prefix: 'bulk/', expiration: Duration.days(1) },
        { id: 'reviews', prefix: 'reviews/', expiration: Duration.days(this.config.reviews.keptDays) },
        { id: 'packages', prefix: 'packages/', expiration: Duration.days(packages) },
        { id: 'outputs', prefix: 'outputs/', expiration: Duration.days(outputs) },
      ],
    });
  }

  /**
   * Makes an upload below packages/ a message. By the bucket's own property, not CDK's custom resource: S3 checks
   * that it may send when the bucket is made, so the bucket waits for the queue's policy, which therefore cannot
   * name the bucket and names the account instead.
   */
  #ringOnUpload(queue: Queue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      // What is put below reviews/ is heard of by a rule of the application, which this stack knows nothing of.
      eventBridgeConfiguration: { eventBridgeEnabled: true },
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: 'packages/' }] } },
        },
      ],
    };
    this.bucket.node.addDependency(queue.node.findChild('Policy'));
  }
}
