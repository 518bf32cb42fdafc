/**
 * The form in which user names and roster ids are compared and kept: the user pool ignores case, so "P01" on a roster is
 * whoever logs in as "p01". One composed form too: the same letters are typed in two ways.
 */
export function foldUsername(username: string): string {
  return username.normalize('NFC').toLowerCase();
}
