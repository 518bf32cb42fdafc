import type { ModelChoice } from '../../core/config/model-settings.ts';
import { type BreakerPorts, CircuitBreaker } from '../../core/resilience/circuit-breaker.ts';
import { MODEL_FAILURES, ModelError } from '../../core/review/models/language-model.ts';
import { classifyError, ERROR_FAILURES } from '../errors/classify-error.ts';

/** Makes calls of models unless the model's own have failed too often lately: a circuit each, shared by all functions. */
export function guardModels(
  ports: Omit<BreakerPorts, 'classify' | 'onTurn'> & {
    readonly onTurn: (model: string, told: Parameters<BreakerPorts['onTurn']>[0]) => void;
  },
): <T>(choice: Pick<ModelChoice, 'name'>, call: () => Promise<T>) => Promise<T> {
  const breakers = new Map<string, CircuitBreaker>();
  const breakerOf = (name: string) => {
    const breaker =
      breakers.get(name) ??
      new CircuitBreaker(`model-${name}`, {
        ...ports,
        onTurn: (told) => ports.onTurn(name, told),
        // What is of ours and not of the model says nothing against it.
        classify: (error) =>
          error instanceof ModelError
            ? MODEL_FAILURES[error.kind]
            : { ...ERROR_FAILURES[classifyError(error)], retry: 'no' },
      });
    breakers.set(name, breaker);
    return breaker;
  };
  return async ({ name }, call) => await breakerOf(name).make(call);
}
