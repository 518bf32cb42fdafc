import type { Table } from '../../adapters/dynamodb/table.ts';
import type { ModelSettings } from '../../core/config/model-settings.ts';
import type { CircuitPolicy } from '../../core/resilience/circuit.ts';
import { leaveModelsOut } from '../../core/review/models/leave-models-out.ts';
import type { ReviewerPorts } from '../../core/review/work-reviews.ts';
import type { Tools } from '../middleware/tools.ts';
import type { Env } from './env.ts';

/** Asks the language models of the stage; what that takes is loaded with the first question. */
export function connectModelsOfStage(
  settings: ModelSettings,
  circuits: CircuitPolicy,
  sessions: Table,
  env: Env,
  tools: Tools,
): NonNullable<ReviewerPorts['askModels']> {
  let loaded: Promise<NonNullable<ReviewerPorts['askModels']>> | undefined;
  return async (...asked) => {
    loaded ??= import('./ask-stage-models.ts').then(({ makeModelAsker }) =>
      makeModelAsker(settings, circuits, sessions, env, tools),
    );
    try {
      return await (await loaded)(...asked);
    } catch (error) {
      // Rules do not depend on it.
      loaded = undefined;
      tools.logger.warn('model.failed', { model: 'none', error });
      return leaveModelsOut('something of ours failed');
    }
  };
}
