import { Aws, CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ConsoleSite, defaultConsole } from '../constructs/console-site.ts';
import { StageStack, type StageStackProps } from '../constructs/stage-stack.ts';

export interface ConsoleStackProps extends StageStackProps {
  /** Folder of the console's files. @default dist/console */
  readonly files?: string;
}

/**
 * The console's files behind CloudFront. Alone, since AWS refuses distributions to some new accounts: then this stack
 * rolls back and nothing else does. Nothing reads what it makes.
 */
export class ConsoleStack extends StageStack {
  constructor(scope: Construct, props: ConsoleStackProps) {
    const { files = defaultConsole, ...stageProps } = props;
    super(scope, 'Console', 'Assize: the web console behind CloudFront', stageProps);
    const { config, shared } = this;
    const { distribution } = new ConsoleSite(this, 'Console', {
      stage: config.stage,
      apiDomain: `${shared.read('api-id')}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      dataBucketName: shared.read('data-bucket-name'),
      files,
      logRetentionDays: config.retentionDays.logs,
    });
    new CfnOutput(this, 'ConsoleUrl', {
      description: 'The console',
      value: `https://${distribution.distributionDomainName}/`,
    });
  }
}
