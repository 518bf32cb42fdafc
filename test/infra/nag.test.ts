import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import { stages } from '../../core/config/stages.ts';
import { acknowledgeFindings, listAcknowledgements } from '../../lib/acknowledgements.ts';
import { stackName } from '../../lib/naming.ts';
import { buildApp } from './synthesize.ts';

describe.each(stages)('cdk-nag, AWS Solutions, stage %s', (stage) => {
  it('finds exactly what lib/acknowledgements.ts explains', () => {
    const { app } = buildApp(stage);
    app.synth();
    const { violations } = new AwsSolutionsChecks(app).validate({
      appConstruct: app,
      templatePaths: [],
      stackTemplates: [],
    });
    const found = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${constructPath} ${ruleName}`),
    );
    const explained = listAcknowledgements(stage).map(
      ({ stack, path, id }) => `${stackName(stage, stack)}/${path} ${id}`,
    );
    expect(found.toSorted()).toEqual(explained.toSorted());
  });
});

describe('acknowledgements', () => {
  it('leave nothing to report', () => {
    vi.stubEnv('CDK_VALIDATION', undefined);
    const { app } = buildApp('dev');
    acknowledgeFindings(app, 'dev');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const { directory } = app.synth();
    const report: unknown = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
    // Reports of plugins that found nothing are left out.
    expect(report).toMatchObject({ pluginReports: [] });
    vi.unstubAllEnvs();
  });

  it('each give a reason that says more than a word', () => {
    for (const { reason } of listAcknowledgements('prod'))
      expect(reason.split(' ').length).toBeGreaterThanOrEqual(5);
  });

  it('refuse a construct that is not there', () => {
    const { app } = buildApp('dev');
    expect(() => acknowledgeFindings(app, 'prod')).toThrow('Data/Data/Resource does not exist');
  });
});
