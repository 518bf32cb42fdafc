import type { Principal } from '../aws/principals.ts';

/** A function as the templates declare it, references resolved. Replacing it ends its instances. */
export interface FunctionDefinition {
  /** Physical name, unique in the account. */
  readonly name: string;
  /** Short name for people: the construct's, without stack and hash. */
  readonly label: string;
  readonly arn: string;
  readonly runtime: string;
  /** `file.export` inside codeDir. */
  readonly handler: string;
  readonly codeDir: string;
  readonly timeoutS: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** Name of the log group that its lines go to. */
  readonly logGroup: string;
  /** The key that its process signs with. */
  readonly principal: Principal;
  /** The key that its event sources poll with: the same role, outside any VPC. */
  readonly pollerPrincipal: Principal;
  readonly vpc?: {
    readonly vpcId: string;
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
  };
}

/** One AWS::Lambda::Permission: which service may invoke. */
export interface InvokePermission {
  readonly principal: string;
  readonly sourceArn?: string;
}

/** AWS::Lambda::EventInvokeConfig; defaults are AWS's. */
export interface AsyncConfig {
  /** Tries after the first, 0-2. */
  readonly maximumRetryAttempts: number;
  /** 60-21,600 s. */
  readonly maximumEventAgeS: number;
  /** The queue that hears of an event that was given up. */
  readonly onFailureArn?: string;
}

export const DEFAULT_ASYNC_CONFIG: AsyncConfig = { maximumRetryAttempts: 2, maximumEventAgeS: 21_600 };

/** A function's failure as the caller reads it. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Whether a connection that a function opens may be made. */
export interface ConnectionVerdict {
  readonly allowed: boolean;
  readonly reason: string;
}

export type ConnectionPolicy = (
  definition: FunctionDefinition,
  host: string,
  port: number,
) => Promise<ConnectionVerdict>;
