import type { YamlMap } from './yaml-map.ts';

/** Longest value, and longest text that values are filled into: a few names could make a text of any length. */
const LONGEST_VALUE = 200;
const LONGEST_TEXT = 1024 * 1024;

/** A package's constants by what stands between the braces: `name`, `name.value` and `name.<variant>`. */
export function readConstants(yaml: YamlMap): Record<string, string> {
  const map = yaml.child('constants');
  const constants: Record<string, string> = {};
  const take = (from: YamlMap, key: string, tag: string) => {
    const value = from.string(key);
    if (value === undefined) return;
    if (value.length > LONGEST_VALUE)
      from.error(
        'constant-long',
        key,
        `The constant ${tag} has ${value.length} characters; at most ${LONGEST_VALUE} are read.`,
      );
    else constants[tag] = value;
  };
  for (const name of map?.keys() ?? []) {
    if (map === undefined) break;
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      map.warn(
        'constant-name',
        name,
        `The constant "${name.slice(0, LONGEST_VALUE)}" is no name and is passed over; use letters, digits and "_".`,
      );
      continue;
    }
    const variants = map.isMap(name) ? map.child(name) : undefined;
    if (variants === undefined) take(map, name, name);
    else {
      if (!variants.has('value'))
        variants.warn('constant-value', name, `The constant ${name} has no value, only variants of it.`);
      for (const variant of variants.keys()) take(variants, variant, `${name}.${variant}`);
      if (variants.has('value')) take(variants, 'value', name);
    }
    const value = constants[name];
    if (value !== undefined) constants[`${name}.value`] ??= value;
  }
  return constants;
}

/** Fills the package's constants into a text: `{{name}}`, `{{name.variant}}`; unknown names stay. */
export function fillConstants(text: string, constants: Readonly<Record<string, string>>): string {
  if (text.length > LONGEST_TEXT) return text;
  return text.replace(/\{\{([a-zA-Z_][a-zA-Z0-9_.]*)\}\}/g, (tag: string, name: string) =>
    Object.hasOwn(constants, name) ? (constants[name] ?? tag) : tag,
  );
}
