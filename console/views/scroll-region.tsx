import type { ComponentChildren } from 'preact';

/** A part that scrolls by itself; focusable, so that the keyboard can scroll it too. */
export function ScrollRegion({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region that cannot be focused cannot be scrolled by keyboard (WCAG 2.1.1)
    <section class="scroll tall" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
