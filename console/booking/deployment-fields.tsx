import { TARGET_WAIT_MS } from '../../core/exam/session.ts';
import type { BookingDraft } from './booking-draft.ts';

/** What is asked of the deployment that was chosen: the size of a fleet, or which judge it is. */
export function DeploymentFields({
  draft,
  change,
}: {
  draft: BookingDraft;
  change: (more: Partial<BookingDraft>) => void;
}) {
  return draft.deployment === 'fleet' ? (
    <div class="filters">
      <label class="field">
        Instance type
        <input
          value={draft.instanceType}
          placeholder="the stage's default"
          onInput={(event) => change({ instanceType: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        Hosts
        <input
          type="number"
          min={1}
          max={50}
          placeholder="planned from the roster"
          value={draft.hosts}
          onInput={(event) => change({ hosts: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        Seconds to wait before it grows (0: never)
        <input
          type="number"
          min={0}
          max={3600}
          placeholder={String(TARGET_WAIT_MS / 1000)}
          value={draft.targetWait}
          onInput={(event) => change({ targetWait: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        Budget in USD, beyond which no host is launched
        <input
          type="number"
          min={0.01}
          step={0.01}
          placeholder="what the stage allows"
          value={draft.budget}
          onInput={(event) => change({ budget: event.currentTarget.value })}
        />
      </label>
    </div>
  ) : (
    <>
      <label class="field">
        The judge's SSM parameter, as an operator registered it
        <input
          value={draft.judge}
          placeholder="/assize/prod/judges/NAME"
          onInput={(event) => change({ judge: event.currentTarget.value })}
        />
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={draft.interactors === 'fleet'}
          onChange={(event) => change({ interactors: event.currentTarget.checked ? 'fleet' : 'anywhere' })}
        />{' '}
        no interactive and multi-pass problems there, whose interactors others might read
      </label>
    </>
  );
}
