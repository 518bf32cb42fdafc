import type { Granularity } from '../../core/metrics/metric-series-store.ts';

const WORDS: Readonly<Record<Granularity, string>> = {
  minute: 'Last hour',
  hour: 'Last day',
  day: 'Last 30 days',
};

/** Of which time figures are shown: by minutes, hours or days, as many as the API answers unless told. */
export function RangeChoice(props: { value: Granularity; onChange: (value: Granularity) => void }) {
  return (
    <fieldset class="segments">
      <legend class="unseen">Time</legend>
      <div class="quick">
        {(['minute', 'hour', 'day'] as const).map((one) => (
          <button
            key={one}
            type="button"
            class="quiet small"
            aria-pressed={props.value === one}
            onClick={() => props.onChange(one)}
          >
            {WORDS[one]}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
