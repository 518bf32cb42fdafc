import type { Decision } from '../exam/decision.ts';

/** A message that was set aside, as its queue gives it. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  /** What its sender wrote beside the body; EventBridge Scheduler tells there what failed. */
  readonly attributes: Readonly<Record<string, string>>;
  /** When it was first sent, ms since the epoch. */
  readonly sentAt: number;
  /** How often anybody has received it, looks of operators too. */
  readonly receives: number;
}

/** A call of a function that is made again. */
export interface RepeatedCall {
  readonly functionArn: string;
  /** The event as it was. */
  readonly event: unknown;
}

/** What becomes of a letter whose queue SQS does not move: the call that it stands for is made again, or it stays. */
export type LetterFate = (Decision<'invoke'> & { readonly call: RepeatedCall }) | Decision<'keep'>;

/** A function's ARN, with or without a version. */
const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+/;

/** Decides what can be done with a letter of a function or of EventBridge Scheduler. */
export function decideLetter({ body, attributes }: Pick<DeadLetter, 'body' | 'attributes'>): LetterFate {
  const { TARGET_ARN: target } = attributes;
  const content = parse(body);
  if (content === undefined) return { action: 'keep', reason: 'its body is not JSON' };
  if (target !== undefined) {
    const functionArn = FUNCTION_ARN.exec(target)?.[0];
    return functionArn === undefined
      ? { action: 'keep', reason: `Scheduler was to call ${target}, which is no function` }
      : invoke(functionArn, content);
  }
  const { requestContext, requestPayload } = isObject(content) ? content : {};
  const arn = isObject(requestContext) ? requestContext['functionArn'] : undefined;
  const functionArn = FUNCTION_ARN.exec(String(arn))?.[0];
  if (functionArn === undefined || requestPayload === undefined)
    return { action: 'keep', reason: 'it names no function and no event' };
  return invoke(functionArn, requestPayload);
}

function invoke(functionArn: string, event: unknown): LetterFate {
  const name = functionArn.split(':').at(-1)!;
  return { action: 'invoke', reason: `${name} gets its event again`, call: { functionArn, event } };
}

/**
 * Members whose texts are shown: ids, kinds, places and what failed, as the functions' own logs have them. Whatever else a
 * message holds may be somebody's, and is told by its length.
 */
const SHOWN = new Set([
  ...['sessionId', 'submissionId', 'participantId', 'problemId', 'hostId', 'lane', 'deployment', 'kind'],
  ...['version', 'timestamp', 'requestId', 'functionArn', 'condition', 'executedVersion', 'functionError'],
  ...[
    'errorType',
    'errorMessage',
    'InstanceIds',
    'eventName',
    'eventSource',
    'eventTime',
    'awsRegion',
    'key',
  ],
  ...['ERROR_CODE', 'ERROR_MESSAGE', 'RETRY_ATTEMPTS', 'SCHEDULE_ARN', 'SCHEDULED_TIME', 'TARGET_ARN'],
]);
/** Characters of a text that are shown, ids and reasons are shorter. */
const LONGEST = 300;

/** What a letter says, without what may be somebody's own. */
export function redactLetter({ body, attributes }: Pick<DeadLetter, 'body' | 'attributes'>): {
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
} {
  return {
    body: redact(parse(body) ?? body, false),
    attributes: redact(attributes, false) as Record<string, unknown>,
  };
}

function redact(value: unknown, isShown: boolean): unknown {
  if (typeof value === 'string') {
    if (!isShown) return `(${value.length} characters)`;
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}...` : value;
  }
  if (Array.isArray(value)) return value.map((item) => redact(item, isShown));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item, SHOWN.has(key))]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
