import type { ComponentChildren } from 'preact';

/** A figure with its name. */
export function Tile(props: { label: string; value: string; note?: string; children?: ComponentChildren }) {
  return (
    <div class="tile" data-tile={props.label}>
      <span class="tile-value">{props.value}</span>
      <span class="tile-label">{props.label}</span>
      {props.note !== undefined && <span class="muted">{props.note}</span>}
      {props.children}
    </div>
  );
}
