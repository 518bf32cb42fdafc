/** Whether a file is answered instead of JSON: to whoever takes its media type, and no JSON. Our own client takes both. */
export function prefersFile(accept: string | undefined, mediaType: string): boolean {
  const taken = (accept ?? '').toLowerCase();
  return taken.includes(mediaType) && !taken.includes('application/json');
}
