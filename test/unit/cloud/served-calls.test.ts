import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CALL_ACTIONS } from '../../../cloud/aws/iam/call-actions.ts';

const root = join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Calls that somebody makes and that local mode leaves to AWS, each with the reason. */
const LEFT_TO_AWS: Readonly<Record<string, string>> = {
  'ec2:RunInstances':
    'a dry run of `assize stage check`, which asks what a stage on AWS would do; and who bakes an image',
  'ec2:CreateImage': 'who bakes an image does it on AWS; here hosts have Judge0 from the start',
  'ec2:DescribeImages': 'of `assize stage check`, where the stage has a baked image',
  'apigatewayv2:GetStage':
    'an operator asks where the access log lies; here CloudWatch reads it and nobody keeps it',
  'logs:FilterLogEvents': 'an operator asks the access log; as GetStage',
  'lambda:ListEventSourceMappings': 'an operator of a stage asks; here the log shows what a poller meets',
  'lambda:UpdateEventSourceMapping':
    'an operator holds judging of a stage; an exam here is held by ending the system',
  'scheduler:GetSchedule': 'an operator of a stage asks; here the log shows each act',
  'scheduler:ListSchedules': 'as GetSchedule',
  'bedrock-runtime:Converse':
    'models are large; where a stage names one of Bedrock its failure is noted, and other services answer on this machine too',
  'iam:SimulatePrincipalPolicy': 'of `assize stage check` too',
  'iam:GetRole': 'of `assize stage check`, where the stage launches on spot capacity',
  'iam:CreateServiceLinkedRole': 'what it then says to do, where the role is not there',
};

/** The SDK's packages whose names are not those of the services. */
const SERVICES: Readonly<Record<string, string>> = {
  'cognito-identity-provider': 'cognito-idp',
  'service-quotas': 'servicequotas',
};
/** Services that the command line names otherwise. */
const SERVICES_OF_COMMANDS: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' };
/** Commands of the document client that are named otherwise than the calls that they make. */
const DOCUMENT_CALLS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
};

/** Calls of one file: the commands and paginators that it imports of the SDK. */
function callsOfSource(text: string): string[] {
  const imports = text.matchAll(
    /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'@aws-sdk\/(client-([a-z0-9-]+)|lib-dynamodb)'/g,
  );
  return [...imports].flatMap(([, names = '', , client]) =>
    [...names.matchAll(/\b(?:([A-Z]\w+)Command|paginate([A-Z]\w+))\b/g)].map(([, command, paginated]) => {
      const name = (command ?? paginated)!;
      return client === undefined
        ? `dynamodb:${DOCUMENT_CALLS[name] ?? name}`
        : `${SERVICES[client] ?? client}:${name}`;
    }),
  );
}

/** Calls that a page tells a person to make: `aws SERVICE call-by-its-words`; `aws s3 sync` and the like are not calls. */
function callsOfPage(text: string): string[] {
  return [...text.matchAll(/\baws (?!s3 )([a-z0-9-]+) ([a-z]+(?:-[a-z]+)+)/g)].map(
    ([, service, words]) =>
      `${SERVICES_OF_COMMANDS[service!] ?? service}:${words!.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
  );
}

it('local mode serves exactly what product, local mode and documented commands call', () => {
  const sources = globSync('{adapters,cli,cloud,console,core,lambdas,lib,local,scripts}/**/*.{ts,tsx}', {
    cwd: root,
  });
  const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root }), 'lib/stacks/first-steps.ts'];
  const called = new Set([
    ...sources.flatMap((file) => callsOfSource(read(file))),
    ...pages.flatMap((file) => callsOfPage(read(file))),
  ]);
  const left = Object.keys(LEFT_TO_AWS);
  expect(left.filter((call) => !called.has(call))).toEqual([]);
  const served = Object.entries(CALL_ACTIONS).flatMap(([service, calls]) =>
    Object.keys(calls).map((call) => `${service}:${call}`),
  );
  expect(served.sort()).toEqual([...called].filter((call) => !left.includes(call)).sort());
});
