/**
 * AWS list prices, on demand, in USD and without tax or free tier. Written down from the public price pages named in
 * `source`; every figure that Assize tells is made of these and says their date. They are a table, not a look-up, so
 * that a booking, a bill and a test on a machine without network say the same.
 */
export interface PriceTable {
  readonly region: string;
  /** Day on which the pages were read, ISO date. */
  readonly asOf: string;
  readonly source: string;
  /** USD an hour by instance type, Linux; billed by the second, 60 seconds at least. */
  readonly instanceHour: Readonly<Record<string, number>>;
  /** gp3 volume, GB-month of 730 hours. */
  readonly volumeGbMonth: number;
  /** gp3 throughput above {@link BASE_DISK_MIBPS}, MiB/s-month. */
  readonly volumeMibpsMonth: number;
  /** Public IPv4 address in use, hour. */
  readonly publicAddressHour: number;
  /** Lambda on arm64: GB-second, request. */
  readonly lambdaGbSecond: number;
  readonly lambdaRequest: number;
  /** DynamoDB on demand: write request unit (1 KB), read request unit (4 KB strongly consistent), GB-month, PITR GB-month. */
  readonly tableWrite: number;
  readonly tableRead: number;
  readonly tableGbMonth: number;
  readonly tableBackupGbMonth: number;
  /** SNS publish (64 KB); deliveries to SQS are free. */
  readonly topicPublish: number;
  /** SQS request (64 KB). */
  readonly queueRequest: number;
  /** S3 standard: PUT, GET, GB-month. */
  readonly bucketPut: number;
  readonly bucketGet: number;
  readonly bucketGbMonth: number;
  /** HTTP API request (512 KB). */
  readonly apiRequest: number;
  /** EventBridge Scheduler invocation. */
  readonly scheduleInvocation: number;
  /** CloudWatch: GB of logs taken in, GB-month kept, custom metric a month, alarm metric a month, composite alarm a month, dashboard a month. */
  readonly logsGb: number;
  readonly logsGbMonth: number;
  readonly metricMonth: number;
  readonly alarmMonth: number;
  readonly compositeAlarmMonth: number;
  readonly dashboardMonth: number;
}

const million = 1_000_000;

/** Hours in the month that AWS divides monthly prices by. */
export const HOURS_PER_MONTH = 730;
/** What a gp3 volume does without being paid for it, MiB/s. */
export const BASE_DISK_MIBPS = 125;
/** What a host's disk is given, MiB/s: its boot unpacks 10 GB. */
export const DISK_MIBPS = 250;

/** USD an hour of one host's disk. */
export function volumeHourUsd(prices: PriceTable, gib: number): number {
  const month =
    gib * prices.volumeGbMonth + Math.max(0, DISK_MIBPS - BASE_DISK_MIBPS) * prices.volumeMibpsMonth;
  return month / HOURS_PER_MONTH;
}

/** A size's price is a multiple of the family's `large`, to a thousandth of a cent as AWS tells it. */
function family(name: string, largeHour: number): Record<string, number> {
  const multiples: readonly (readonly [string, number])[] = [
    ['large', 1],
    ['xlarge', 2],
    ['2xlarge', 4],
    ['4xlarge', 8],
    ['8xlarge', 16],
  ];
  return Object.fromEntries(
    multiples.map(([size, multiple]) => [`${name}.${size}`, Number((largeHour * multiple).toFixed(5))]),
  );
}

const source =
  'aws.amazon.com/<service>/pricing: ec2/on-demand, ebs, vpc, lambda, dynamodb/on-demand, sns, sqs, s3, api-gateway, eventbridge, cloudwatch';

/** Price tables by region. */
export const PRICES: Readonly<Record<'us-east-1' | 'eu-central-1', PriceTable>> = {
  'us-east-1': {
    region: 'us-east-1',
    asOf: '2026-01-15',
    source,
    instanceHour: {
      ...family('c7i', 0.08925),
      ...family('c6i', 0.085),
      ...family('c7a', 0.10264),
      ...family('c6a', 0.0765),
      ...family('c7i-flex', 0.0847875),
      ...family('m7i', 0.1008),
      ...family('m7i-flex', 0.09576),
      ...family('m6i', 0.096),
    },
    volumeGbMonth: 0.08,
    volumeMibpsMonth: 0.04,
    publicAddressHour: 0.005,
    lambdaGbSecond: 0.0000133334,
    lambdaRequest: 0.2 / million,
    tableWrite: 0.625 / million,
    tableRead: 0.125 / million,
    tableGbMonth: 0.25,
    tableBackupGbMonth: 0.2,
    topicPublish: 0.5 / million,
    queueRequest: 0.4 / million,
    bucketPut: 5 / million,
    bucketGet: 0.4 / million,
    bucketGbMonth: 0.023,
    apiRequest: 1 / million,
    scheduleInvocation: 1 / million,
    logsGb: 0.5,
    logsGbMonth: 0.03,
    metricMonth: 0.3,
    alarmMonth: 0.1,
    compositeAlarmMonth: 0.5,
    dashboardMonth: 3,
  },
  'eu-central-1': {
    region: 'eu-central-1',
    asOf: '2026-01-15',
    source,
    instanceHour: {
      ...family('c7i', 0.10185),
      ...family('c6i', 0.097),
      ...family('c7a', 0.11713),
      ...family('c6a', 0.0873),
      ...family('c7i-flex', 0.0967575),
      ...family('m7i', 0.12075),
      ...family('m7i-flex', 0.1147125),
      ...family('m6i', 0.115),
    },
    volumeGbMonth: 0.0952,
    volumeMibpsMonth: 0.048,
    publicAddressHour: 0.005,
    lambdaGbSecond: 0.0000133334,
    lambdaRequest: 0.2 / million,
    tableWrite: 0.7625 / million,
    tableRead: 0.1525 / million,
    tableGbMonth: 0.306,
    tableBackupGbMonth: 0.2448,
    topicPublish: 0.5 / million,
    queueRequest: 0.4 / million,
    bucketPut: 5.4 / million,
    bucketGet: 0.43 / million,
    bucketGbMonth: 0.0245,
    apiRequest: 1.2 / million,
    scheduleInvocation: 1.2 / million,
    logsGb: 0.63,
    logsGbMonth: 0.0324,
    metricMonth: 0.3,
    alarmMonth: 0.1,
    compositeAlarmMonth: 0.5,
    dashboardMonth: 3,
  },
};

/** The region whose prices stand in where a region has no table of its own: the dearer of the two. */
export const STAND_IN_REGION = 'eu-central-1';

/** The price table of a region; of {@link STAND_IN_REGION} where there is none (its `region` says so). */
export function pricesOf(region: string | undefined): PriceTable {
  return region === 'us-east-1' || region === 'eu-central-1' ? PRICES[region] : PRICES[STAND_IN_REGION];
}

/** USD an hour of an instance type, undefined for a type that the table lacks. */
export function instanceHourUsd(prices: PriceTable, instanceType: string): number | undefined {
  return prices.instanceHour[instanceType];
}

/** The machine of the table that costs least. */
export function cheapestMachine({ instanceHour }: PriceTable): { instanceType: string; hourUsd: number } {
  const [instanceType, hourUsd] = Object.entries(instanceHour).reduce((best, one) =>
    one[1] < best[1] ? one : best,
  );
  return { instanceType, hourUsd };
}
