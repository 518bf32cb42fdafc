import type { App } from 'aws-cdk-lib';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { AppStack } from './app-stack.ts';
import { ConsoleStack } from './console-stack.ts';
import { DataStack } from './data-stack.ts';
import { FleetStack } from './fleet-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';

export interface BuiltFolders {
  /** Folder of the function bundles. @default dist/lambdas */
  readonly bundles?: string;
  /** Folder of the console's files. @default dist/console */
  readonly console?: string;
}

/** The stacks of a stage, and the order in which the first deploy makes them. */
export function createStacks(app: App, config: StageConfig, built: BuiltFolders = {}) {
  const { bundles, console: files } = built;
  const data = new DataStack(app, { config });
  const fleet = new FleetStack(app, { config });
  const application = new AppStack(app, { config, ...(bundles !== undefined && { bundles }) });
  application.addStackDependency(data, 'reads its parameters');
  application.addStackDependency(fleet, 'reads its parameters');
  const observability = new ObservabilityStack(app, { config });
  observability.addStackDependency(application, 'reads its parameters');
  if (!config.cloudFront) return { data, fleet, application, observability };
  const console = new ConsoleStack(app, { config, ...(files !== undefined && { files }) });
  console.addStackDependency(application, 'reads its parameters');
  console.addStackDependency(observability, 'a refused distribution stops a deploy when all else stands');
  return { data, fleet, application, observability, console };
}
