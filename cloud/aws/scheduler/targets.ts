import * as z from 'zod';
import type { AwsCall, AwsService } from '../http-types.ts';
import { AwsError } from '../http-types.ts';
import { authorize } from '../iam/authorize.ts';
import { CALL_ACTIONS } from '../iam/call-actions.ts';
import type { CallContext } from '../iam/call-context.ts';
import { evaluate } from '../iam/evaluate.ts';
import type { LambdaPort } from '../lambda-port.ts';
import type { Principal, PrincipalDirectory } from '../principals.ts';
import { protocolOf } from '../request.ts';
import type { Outcome } from './runner.ts';
import type { Delivery } from './state.ts';

export interface TargetsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly principals: PrincipalDirectory;
  readonly lambda: () => LambdaPort;
  readonly services: () => Readonly<Record<string, AwsService>>;
  readonly context: () => CallContext;
}

const TERMINATE = 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances';

/** Input of the one API that schedules call. */
const terminateSchema = z.object({ InstanceIds: z.array(z.string()) });

/** Hands acts over to their targets with the permissions of the schedule's role, and nothing more. */
export class Targets {
  readonly #options: TargetsOptions;

  constructor(options: TargetsOptions) {
    this.#options = options;
  }

  /** Throws ValidationException for a target that is not served, or a role that Scheduler may not take on. */
  check(targetArn: string, roleArn: string, groupArn: string): void {
    if (targetArn !== TERMINATE && !targetArn.startsWith('arn:aws:lambda:'))
      throw new AwsError(
        'ValidationException',
        `The local Scheduler serves functions and ${TERMINATE} as targets; not ${targetArn}.`,
      );
    const role = this.#options.principals.roleByArn(roleArn);
    const context = { 'aws:SourceArn': groupArn, 'aws:SourceAccount': this.#options.accountId };
    const check = { action: 'sts:AssumeRole', resource: roleArn, context };
    const caller = { arns: [], service: 'scheduler.amazonaws.com' };
    if (role === undefined || !evaluate([], { ...check, resourcePolicy: role.trust }, caller).allowed)
      throw new AwsError(
        'ValidationException',
        'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
      );
  }

  /** One attempt. Never rejects. */
  async deliver(delivery: Delivery): Promise<Outcome> {
    const { Arn, RoleArn, Input = '' } = delivery.target;
    try {
      const input = Input.replaceAll(
        '<aws.scheduler.scheduled-time>',
        new Date(delivery.scheduledAt).toISOString(),
      )
        .replaceAll('<aws.scheduler.execution-id>', delivery.id)
        .replaceAll('<aws.scheduler.attempt-number>', String(delivery.attempts))
        .replaceAll('<aws.scheduler.schedule-arn>', delivery.scheduleArn);
      if (Arn === TERMINATE) await this.#terminate(RoleArn, input);
      else await this.#invoke(RoleArn, Arn, input);
      return { ok: true };
    } catch (error) {
      const {
        code = 'InternalFailure',
        status,
        statusCode,
      } = error as { code?: string; status?: number; statusCode?: number };
      // What the role may not do or the target refuses as wrong stays wrong; throttles and our own faults pass.
      const http = status ?? statusCode ?? 500;
      return { ok: false, retryable: http >= 500 || http === 429, code, message: (error as Error).message };
    }
  }

  /** Sends a message to a queue as the role. */
  async send(roleArn: string, queueArn: string, body: string, attributes?: object): Promise<void> {
    const [, , , , , name = ''] = queueArn.split(':');
    const QueueUrl = `http://127.0.0.1/${this.#options.accountId}/${name}`;
    const input = {
      QueueUrl,
      MessageBody: body === '' ? '{}' : body,
      ...(attributes === undefined ? {} : { MessageAttributes: attributes }),
    };
    await this.#call(roleArn, 'sqs', 'SendMessage', input);
  }

  async #invoke(roleArn: string, functionArn: string, input: string): Promise<void> {
    const principal = this.#principalOf(roleArn);
    const check = { action: 'lambda:InvokeFunction', resource: functionArn };
    authorize(this.#options.principals, principal, [check], 'rest-json', this.#options.accountId);
    await this.#options
      .lambda()
      .invoke({ functionName: functionArn, invocationType: 'Event', payload: Buffer.from(input) });
  }

  async #terminate(roleArn: string, input: string): Promise<void> {
    const { InstanceIds } = terminateSchema.parse(JSON.parse(input));
    const flat = InstanceIds.map((id, index) => [`InstanceId.${index + 1}`, id]);
    await this.#call(roleArn, 'ec2', 'TerminateInstances', Object.fromEntries(flat));
  }

  async #call(
    roleArn: string,
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { region, accountId, principals } = this.#options;
    const principal = this.#principalOf(roleArn);
    const body = Buffer.from(JSON.stringify(input));
    const call: AwsCall = {
      service,
      operation,
      protocol: protocolOf(service, {}),
      region,
      principal,
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      body,
      input,
      host: '127.0.0.1',
      gone: new AbortController().signal,
    };
    const actions = CALL_ACTIONS[service]?.[operation];
    const handler = this.#options.services()[service];
    if (actions === undefined || handler === undefined)
      throw new AwsError('ValidationException', `${service}:${operation} is not served here`);
    authorize(principals, principal, actions(call, this.#options.context()), call.protocol, accountId);
    const response = await handler.handle(call);
    if (response.status >= 300) throw new AwsError('TargetFailed', String(response.body), response.status);
  }

  #principalOf(roleArn: string): Principal {
    return { accessKeyId: '', secretAccessKey: '', name: 'scheduler', roleArn };
  }
}
