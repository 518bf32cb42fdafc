import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../support/failures.ts';

const all = Object.entries(FAILURES).flatMap(([kinds, failures]) =>
  Object.entries(failures).flatMap(([kind, failure]) =>
    failure === undefined ? [] : [{ name: `${kinds}: ${kind}`, failure }],
  ),
);

describe('what is known of failures', () => {
  it.each(all)('$name: what needs a person reaches one', ({ failure: { severity, retry, plan } }) => {
    if (severity === 'critical' || retry === 'no') expect(plan.at(-1) ?? 'escalate').toBe('escalate');
    if (severity !== 'low') expect(plan).toContain('escalate');
  });

  it.each(all)('$name: is tried again only where that may help', ({ failure: { retry, plan } }) => {
    if (retry === 'no') expect(plan.filter((step) => step !== 'escalate')).toEqual([]);
    else expect(plan[0]).not.toBe('escalate');
  });

  it.each(all)('$name: costs no host where the host is not at fault', ({ failure }) => {
    const isHosts = failure.class !== 'user' && failure.class !== 'application';
    if (!isHosts) expect(failure.plan).not.toEqual(expect.arrayContaining(['reboot', 'replace']));
  });

  it.each(all)(
    '$name: goes from the step that costs least to that which costs most',
    ({ failure: { plan } }) => {
      const order = ['wait', 'restart', 'clean-up', 'reboot', 'replace', 'escalate'];
      expect(plan).toEqual(order.filter((step) => plan.includes(step as never)));
    },
  );
});
