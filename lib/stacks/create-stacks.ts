import type { App } from 'aws-cdk-lib';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { AppStack } from './app-stack.ts';
import { DataStack } from './data-stack.ts';
import { FleetStack } from './fleet-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';

export interface BuiltFolders {
  /** Folder of the function bundles. @default dist/lambdas */
  readonly bundles?: string;
  /** Folder of the console's files. @default dist/console */
  readonly console?: string;
}

/** The four stacks of a stage, and the order in which the first deploy makes them. */
export function createStacks(app: App, config: StageConfig, built: BuiltFolders = {}) {
  const data = new DataStack(app, { config });
  const fleet = new FleetStack(app, { config });
  const application = new AppStack(app, { config, ...built });
  application.addStackDependency(data, 'reads its parameters');
  application.addStackDependency(fleet, 'reads its parameters');
  const observability = new ObservabilityStack(app, { config });
  observability.addStackDependency(application, 'reads its parameters');
  return { data, fleet, application, observability };
}
