import type { Light } from './decide-lights.ts';

/** Told apart by shape, too. */
const SHAPES: Readonly<Record<Light['tone'], string>> = { good: '●', busy: '▲', bad: '✕', idle: '○' };

/** How each part of the system stands. */
export function Lights({ lights }: { lights: readonly Light[] }) {
  return (
    <section aria-label="Lights">
      <ul class="lights">
        {lights.map(({ name, tone, word, says }) => (
          <li key={name} class={tone} data-light={name}>
            <span class="shape" aria-hidden="true">
              {SHAPES[tone]}
            </span>
            <strong>{name}</strong> <span class="word">{word}</span>
            {says !== undefined && <span class="muted"> {says}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
