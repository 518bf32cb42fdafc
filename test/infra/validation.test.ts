import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { acknowledgeFindings } from '../../lib/acknowledgements.ts';
import { buildApp, makeApp } from './synthesize.ts';

/** Synthesizes with the rules of @aws/cloudformation-validate, which aws-cdk-lib brings and cdk.json makes errors. */
function validate(app: App): unknown {
  vi.stubEnv('CDK_VALIDATION', undefined);
  const { directory } = app.synth();
  return JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.runIf(process.env['ASSIZE_LONG_TESTS'])('validation at synthesis', () => {
  it.each(['dev', 'prod'] as const)('has nothing to say of stage %s, cdk-nag plugged in', (stage) => {
    const { app } = buildApp(stage);
    acknowledgeFindings(app, stage);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    // Reports of plugins that found nothing are left out.
    expect(validate(app)).toMatchObject({ pluginReports: [] });
  });

  it('would say so', () => {
    const app = makeApp();
    new CfnResource(new Stack(app, 'Broken'), 'Queue', {
      type: 'AWS::SQS::Queue',
      properties: { VisibilityTimeout: 'soon' },
    });
    expect(() => validate(app)).toThrow("'soon' is not of type 'integer'");
  });
});
