import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildApp, readContext } from './synthesize.ts';

/** Synthesizes with the rules of @aws/cloudformation-validate, which aws-cdk-lib brings and cdk.json makes errors. */
function validate(app: App): unknown {
  vi.stubEnv('CDK_VALIDATION', undefined);
  const { directory } = app.synth();
  return JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.runIf(process.env['ASSIZE_LONG_TESTS'])('template validation by CloudFormation’s own rules', () => {
  it.each(['dev', 'prod'] as const)('has nothing to say of stage %s', (stage) => {
    expect(validate(buildApp(stage).app)).toMatchObject({ pluginReports: [] });
  });

  it('would say so', () => {
    const app = new App({ context: readContext() });
    new CfnResource(new Stack(app, 'Broken'), 'Queue', {
      type: 'AWS::SQS::Queue',
      properties: { VisibilityTimeout: 'soon' },
    });
    expect(() => validate(app)).toThrow("'soon' is not of type 'integer'");
  });
});
