/**
 * What the endpoint's Lambda API (and its Scheduler) asks of the function host. The endpoint authenticates,
 * checks IAM and translates HTTP; the host runs functions. Implemented by cloud/lambda/host.ts.
 */
export interface LambdaPort {
  /** Runs or enqueues one invocation. A function's own failure is a result; refusals throw AwsError. */
  invoke(request: InvokeRequest): Promise<InvokeResult>;
  /** Configuration by name, ARN or partial ARN; throws AwsError ResourceNotFoundException. */
  getConfiguration(functionName: string): FunctionConfiguration;
}

export interface InvokeRequest {
  /** Name, ARN, or ARN with qualifier. */
  readonly functionName: string;
  readonly invocationType: 'RequestResponse' | 'Event';
  /** JSON, UTF-8; 6 MB at most synchronously, 1 MB asynchronously. Empty = null. */
  readonly payload: Uint8Array;
  /** Service that invokes ('scheduler.amazonaws.com', 's3.amazonaws.com' ...), for AWS::Lambda::Permission; absent when a role allowed it. */
  readonly source?: { readonly service: string; readonly arn?: string };
}

export interface InvokeResult {
  /** 200 synchronous, 202 asynchronous. */
  readonly statusCode: number;
  readonly functionError?: 'Unhandled';
  readonly payload: Uint8Array;
  /** Invocation id, the function's awsRequestId. */
  readonly requestId: string;
}

/** The fields of Lambda's FunctionConfiguration that callers read; the endpoint passes them through as JSON. */
export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Role: string;
  /** Seconds. */
  readonly Timeout: number;
  readonly State: 'Active' | 'Inactive' | 'Pending' | 'Failed';
  /** Absent while it is active. */
  readonly StateReason?: string;
  readonly StateReasonCode?: 'Idle' | 'Restoring';
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}
