import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { stages } from '../../core/config/stages.ts';
import { acknowledgeFindings, listAcknowledgements } from '../../lib/acknowledgements.ts';
import { stackName } from '../../lib/naming.ts';
import { buildApp } from './synthesize.ts';

/** `path of the construct  rule[finding]`, sorted; acknowledged findings are left out. */
function listFindings(app: App): string[] {
  app.synth();
  const { violations } = new AwsSolutionsChecks(app).validate({
    appConstruct: app,
    templatePaths: [],
    stackTemplates: [],
  });
  return violations
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${constructPath} ${ruleName}`),
    )
    .sort();
}

describe.each(stages)('cdk-nag, AWS Solutions, stage %s', (stage) => {
  it('finds exactly what lib/acknowledgements.ts explains', () => {
    const explained = listAcknowledgements(stage).map(
      ({ stack, path, id }) => `${stackName(stage, stack)}/${path} ${id}`,
    );
    expect(listFindings(buildApp(stage).app)).toEqual(explained.sort());
  });
});

describe('acknowledgements', () => {
  it('leave nothing to report', () => {
    const { app } = buildApp('dev');
    acknowledgeFindings(app, 'dev');
    expect(listFindings(app)).toEqual([]);
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
