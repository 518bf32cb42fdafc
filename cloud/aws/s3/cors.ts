import { matchesWildcard } from '../iam/match.ts';
import { childrenOf, childText, parseXml } from '../xml.ts';

/** CORS headers for a browser at `origin`, or undefined if no rule of the bucket admits it. */
export function corsHeaders(
  document: string | undefined,
  origin: string,
  method: string,
  requestedHeaders: string | undefined,
): Record<string, string> | undefined {
  if (document === undefined) return undefined;
  for (const rule of childrenOf(parseXml(document), 'CORSRule')) {
    const values = (name: string) => childrenOf(rule, name).map((element) => element.text.trim());
    const allows = (names: readonly string[], value: string) =>
      names.some((name) => matchesWildcard(name.toLowerCase(), value.toLowerCase()));
    const wanted = (requestedHeaders ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (!allows(values('AllowedOrigin'), origin) || !values('AllowedMethod').includes(method)) continue;
    if (!wanted.every((name) => allows(values('AllowedHeader'), name))) continue;
    const exposed = values('ExposeHeader').join(', ');
    const age = childText(rule, 'MaxAgeSeconds');
    return {
      'access-control-allow-origin': values('AllowedOrigin').includes('*') ? '*' : origin,
      'access-control-allow-methods': values('AllowedMethod').join(', '),
      ...(wanted.length > 0 ? { 'access-control-allow-headers': wanted.join(', ') } : {}),
      ...(exposed === '' ? {} : { 'access-control-expose-headers': exposed }),
      ...(age === undefined ? {} : { 'access-control-max-age': age }),
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    };
  }
  return undefined;
}
