/** Something that was dropped or chosen. */
export interface Dropped<Named extends { readonly name: string }> {
  readonly file: Named;
  readonly isFolder: boolean;
}

/**
 * What of it is taken, and of what is not a sentence each. A folder comes as a file that cannot be read.
 * @param multiple whether more than one is taken
 */
export function takeDropped<Named extends { readonly name: string }>(
  dropped: readonly Dropped<Named>[],
  multiple: boolean,
): { readonly taken: readonly Named[]; readonly refused: readonly string[] } {
  const taken: Named[] = [];
  const refused: string[] = [];
  for (const { file, isFolder } of dropped) {
    if (isFolder) refused.push(`${file.name} is a folder: drop a file.`);
    else if (!multiple && taken.length > 0) refused.push(`${file.name} is not taken: one file at a time.`);
    else taken.push(file);
  }
  return { taken, refused };
}
