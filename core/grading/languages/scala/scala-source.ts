import { readQualified, readTokens } from '../read-blocks.ts';

/**
 * The objects of a source that `scala` can start, as `java` wants them: those of a package or of none that extend `App`
 * or have a method `main`. Never throws.
 */
export function findScalaMains(text: string): readonly string[] {
  const tokens = readTokens(text);
  const packages: string[] = [];
  /** What each brace that is open belongs to. */
  const open: { readonly kind: 'package' | 'object' | 'other'; readonly name: string }[] = [];
  let begun: (typeof open)[number] | undefined;
  const found = new Set<string>();
  const pathOf = (name: string) =>
    [...packages, ...open.filter(({ kind }) => kind === 'package').map((one) => one.name), name].join('.');
  const isOutside = () => open.every(({ kind }) => kind === 'package');
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1] ?? '';
    if (token === '{') {
      open.push(begun ?? { kind: 'other', name: '' });
      if (begun?.kind === 'package') packages.pop();
      begun = undefined;
    } else if (token === '}') {
      open.pop();
      begun = undefined;
    } else if (token === 'package' && next !== 'object') {
      const name = readQualified(tokens, at + 1);
      begun = { kind: 'package', name };
      packages.push(name);
    } else if (token === 'object' || token === 'class' || token === 'trait') {
      begun = { kind: token === 'object' && isOutside() ? 'object' : 'other', name: next };
    } else if (token === 'def') {
      const inner = open.at(-1);
      if (
        next === 'main' &&
        inner?.kind === 'object' &&
        open.slice(0, -1).every(({ kind }) => kind === 'package')
      )
        found.add(pathOf(inner.name));
      begun = undefined;
    } else if (token === 'App' && begun?.kind === 'object') found.add(pathOf(begun.name));
  }
  return [...found];
}
