import { SEVERITIES, type Severity } from '../../core/review/rule.ts';

/** A sign for each severity that differs by its shape too. */
export const SEVERITY_SIGNS: Readonly<Record<Severity, string>> = {
  critical: '✖',
  high: '▲',
  medium: '◆',
  low: '●',
  info: '○',
};

/** How grave something is, by sign and word. */
export function SeverityBadge({ severity, count }: { severity: Severity; count?: number }) {
  return (
    <span class={`severity s-${severity}`}>
      <span aria-hidden="true">{SEVERITY_SIGNS[severity]}</span> {count !== undefined && `${count} `}
      {severity}
    </span>
  );
}

/** Findings by severity, the gravest first; nothing of those of which there are none. */
export function SeverityCounts({ counts }: { counts: Readonly<Partial<Record<Severity, number>>> }) {
  const found = SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0);
  if (found.length === 0) return <span class="good-text">nothing found</span>;
  return (
    <span class="severity-counts">
      {found.map((severity) => (
        <SeverityBadge key={severity} severity={severity} count={counts[severity] ?? 0} />
      ))}
    </span>
  );
}
