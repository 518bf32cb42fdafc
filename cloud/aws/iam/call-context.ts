import type { LaunchTemplate } from '../ec2/launch-template.ts';
import type { AwsCall } from '../http-types.ts';
import type { PolicyDocument } from '../principals.ts';
import type { ActionCheck } from './evaluate.ts';

/** What the map must know beyond the call: names of this account, tags and policies of resources. */
export interface CallContext {
  readonly accountId: string;
  readonly region: string;
  /** Tags of an EC2 resource by id; empty if there is none. */
  readonly tagsOf: (resourceId: string) => Readonly<Record<string, string>>;
  /** Policy of a bucket (by its ARN or that of an object in it), queue or topic. */
  readonly policyOf: (arn: string) => PolicyDocument | undefined;
  readonly launchTemplate: (id: string) => LaunchTemplate | undefined;
  /** Id of the instance that a network interface is attached to. */
  readonly attachedTo: (networkInterfaceId: string) => string | undefined;
  /** ARNs of the queues whose dead letters come to a queue. */
  readonly sourcesOfDeadLetters: (queueArn: string) => readonly string[];
  /** Function ARN of a name, partial ARN or ARN. */
  readonly arnOfFunction: (name: string) => string;
}

/** The checks that one API call asks for. */
export type CallActions = (call: AwsCall, context: CallContext) => readonly ActionCheck[];
