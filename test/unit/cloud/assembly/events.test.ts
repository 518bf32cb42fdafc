import { expect, it } from 'vitest';
import type { ResourceContext } from '../../../../cloud/assembly/provider.ts';
import { eventsProviders } from '../../../../cloud/assembly/providers/events.ts';
import { makeEventBus } from '../../../../cloud/aws/events/event-bus.ts';
import type { InvokeRequest, LambdaPort } from '../../../../cloud/aws/lambda-port.ts';

const ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:monitor';

function newBus(invoke: (request: InvokeRequest) => Promise<unknown>) {
  const logs: string[] = [];
  const bus = makeEventBus({
    region: 'eu-central-1',
    accountId: '000000000000',
    lambda: () => ({ invoke }) as unknown as LambdaPort,
    now: () => Date.UTC(2026, 10, 28),
    log: (_level, _service, message) => logs.push(message),
  });
  return { bus, logs };
}

const notice = {
  source: 'aws.ec2',
  detailType: 'EC2 Spot Instance Interruption Warning',
  resources: [],
  detail: { 'instance-id': 'i-1', 'instance-action': 'terminate' },
};

/** Made as the assembly makes it. */
const ensure = (bus: ReturnType<typeof newBus>['bus'], properties: object) =>
  eventsProviders['AWS::Events::Rule']!.ensure({ ...properties }, {
    services: { events: bus },
    makeName: () => 'Stack-Rule-1',
  } as unknown as ResourceContext);

it('tells a rule of a template what it matches, in its name', async () => {
  const invoked: InvokeRequest[] = [];
  const { bus } = newBus(async (request) => invoked.push(request));
  const made = await ensure(bus, {
    Description: 'Notices',
    EventPattern: { source: ['aws.ec2'], 'detail-type': [notice.detailType] },
    State: 'ENABLED',
    Targets: [{ Id: 'Target0', Arn: ARN, RetryPolicy: { MaximumRetryAttempts: 5 } }],
  });
  const arn = 'arn:aws:events:eu-central-1:000000000000:rule/Stack-Rule-1';
  expect(made).toEqual({ physicalId: 'Stack-Rule-1', attributes: { Arn: arn } });
  await bus.tell(notice);
  await bus.tell({ ...notice, source: 'aws.s3' });
  await bus.tell({ ...notice, detailType: 'EC2 Instance Rebalance Recommendation' });
  expect(invoked.map(({ functionName, source }) => [functionName, source])).toEqual([
    [ARN, { service: 'events.amazonaws.com', arn }],
  ]);
});

it('tells a rule of what begins as it says', async () => {
  const invoked: InvokeRequest[] = [];
  const { bus } = newBus(async (request) => invoked.push(request));
  await ensure(bus, {
    EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'reviews/' }] } } },
    Targets: [{ Id: 'Target0', Arn: ARN }],
  });
  const put = (key: unknown) =>
    bus.tell({ source: 'aws.s3', detailType: 'Object Created', resources: [], detail: { object: { key } } });
  await put('packages/a.zip');
  await put(7);
  await put('reviews/ada/Purse.sol');
  expect(invoked.map(({ payload }) => JSON.parse(String(payload)).detail.object.key)).toEqual([
    'reviews/ada/Purse.sol',
  ]);
});

it.each([
  ['other operators of patterns', { source: [{ 'anything-but': 'aws.s3' }] }],
  ['an empty list of values', { source: [] }],
])('refuses %s, which it would not honour', async (_, EventPattern) => {
  const { bus } = newBus(async () => undefined);
  await expect(ensure(bus, { EventPattern, Targets: [] })).rejects.toThrow();
});

it('refuses targets that are no functions, and schedules', async () => {
  const { bus } = newBus(async () => undefined);
  const EventPattern = { source: ['aws.ec2'] };
  const queue = { Id: 'a', Arn: 'arn:aws:sqs:eu-central-1:000000000000:q' };
  await expect(ensure(bus, { EventPattern, Targets: [queue] })).rejects.toThrow('functions as targets');
  await expect(ensure(bus, { EventPattern, ScheduleExpression: 'rate(1 hour)' })).rejects.toThrow();
});

it('tells the others, and the log, when one function refuses', async () => {
  const invoked: string[] = [];
  const { bus, logs } = newBus(async ({ functionName }) => {
    invoked.push(functionName);
    if (functionName === ARN) throw new Error('not permitted');
  });
  await ensure(bus, {
    EventPattern: { detail: { 'instance-action': ['terminate', 'stop'] } },
    Targets: [
      { Id: 'a', Arn: ARN },
      { Id: 'b', Arn: `${ARN}-2` },
    ],
  });
  await bus.tell(notice);
  expect(invoked).toEqual([ARN, `${ARN}-2`]);
  expect(logs.join()).toContain('not permitted');
});
