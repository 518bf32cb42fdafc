/** The application with as many executors as the study asks for; everything else is that of a new account. */
import { App } from 'aws-cdk-lib';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { createStacks } from '../../lib/stacks/create-stacks.ts';

/** Variable of the environment that says how many. */
export const EXECUTORS_VARIABLE = 'ASSIZE_STUDY_EXECUTORS';

if (import.meta.main) {
  const app = new App();
  const concurrency = { account: 1_000, hostedExecutors: Number(process.env[EXECUTORS_VARIABLE]) };
  createStacks(app, readStageConfig('dev', { concurrency }));
  app.synth();
}
