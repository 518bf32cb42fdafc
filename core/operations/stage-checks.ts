/** How one check ended. `unproven` says why it could not be tried here. */
export type Proof = 'proven' | 'failed' | 'unproven';

/** What `assize stage check` tries, in this order. docs/limits.md shows the same list; a test holds them equal. */
export const stageChecks = {
  identity: ['The credentials belong to an account, in a region', 'STS says who asks'],
  quotas: [
    'vCPUs and concurrent functions are what the configuration counts on',
    'Service Quotas tells the quotas of the account',
  ],
  stacks: ['The stacks stand, and tell each other their names', 'SSM reads every name that they publish'],
  image: [
    'The image of hosts can be had',
    "SSM reads Canonical's parameter; of a baked image EC2 tells state, architecture, owner and size",
  ],
  types: [
    'Each instance type of the configuration may be launched, in each subnet',
    'EC2 dry runs of RunInstances, type by type and subnet by subnet',
  ],
  fleet: ['A round of hosts may be launched and tagged in one call', 'an EC2 dry run of CreateFleet'],
  spot: [
    'Spot capacity may be asked for, where the stage does',
    'IAM tells of the role AWSServiceRoleForEC2Spot, Service Quotas of the vCPUs of spot instances',
  ],
  hosts: ['Hosts may be restarted, sealed and ended', 'EC2 dry runs on a host of the stage, if one runs'],
  roles: [
    'Each function may do what its work needs, and no other may end hosts',
    'IAM simulates the role of every function',
  ],
  objects: [
    'A package can be uploaded and read by presigned URL',
    'S3 takes a PUT, answers a GET with the same bytes, and deletes the object again',
  ],
  schedules: [
    'Schedules can be made in the group of the stage, with its role',
    'EventBridge Scheduler takes one for next year, and deletes it again',
  ],
  api: [
    'The API answers, and only who has a token',
    'HTTPS asks its health, and its sessions without a token',
  ],
} as const satisfies Record<string, readonly [claim: string, by: string]>;

export type StageCheckId = keyof typeof stageChecks;

/** What no check without an exam can prove; the rest of the list in docs/limits.md. */
export const beyondStageCheck = [
  'a host installs itself from the stock image, or starts from a baked one, and how long it boots',
  'EC2 has machines left at the hour of an exam',
  'Scheduler calls in time',
  'CloudFront takes a distribution of this account, and serves the page',
  'mails of alarms and of the budget arrive',
] as const;

/** What one check found. */
export interface CheckFinding {
  readonly check: StageCheckId;
  readonly proof: Proof;
  /** A sentence: what was seen. */
  readonly detail: string;
  /** What to ask AWS for, or to do. */
  readonly ask?: string;
}
