/** The application of a new account, as it is while judging is held: its queues keep their messages. */
import { App } from 'aws-cdk-lib';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { createStacks } from '../../lib/stacks/create-stacks.ts';

if (import.meta.main) {
  const app = new App();
  createStacks(app, readStageConfig('dev', { concurrency: { account: 1_000 } }));
  for (const one of app.node.findAll())
    if (one instanceof CfnEventSourceMapping && one.node.path.includes('submission-executor'))
      one.enabled = false;
  app.synth();
}
