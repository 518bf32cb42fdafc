import { NDJSON } from './bulk.ts';
import { PROBLEM_TYPES } from './problem-details.ts';
import type { Route } from './route.ts';
import { groupOf } from './route-groups.ts';
import { routes } from './routes.ts';
import { scopeOf } from './scope-of.ts';

/** The API's manual as Markdown: what docs/api.md holds between its marks. Made from the route table alone. */
export function writeManual(): string {
  const entries = Object.entries(routes) as [string, Route][];
  const groups = Map.groupBy(entries, ([, route]) => groupOf(route));
  return [
    ...[...groups].flatMap(([group, members]) => [
      `### ${group}`,
      '',
      ...members.flatMap(([, route]) => writeRoute(route)),
      '',
    ]),
    '### Errors',
    '',
    '| type | status | title |',
    '|---|---|---|',
    ...Object.entries(PROBLEM_TYPES).map(
      ([name, { status, title }]) => `| \`/v1/errors#${name}\` | ${status} | ${title} |`,
    ),
  ].join('\n');
}

function writeRoute(route: Route): string[] {
  const scope = scopeOf(route);
  const machines = scope === undefined ? '' : `, machines with \`${scope}\``;
  const who = route.roles === 'anyone' ? 'everybody' : `${route.roles.join(', ')}${machines}`;
  const fields = (title: string, names: string[]) =>
    names.length === 0 ? [] : [`- ${title}: ${names.map((name) => `\`${name}\``).join(', ')}`];
  const shape = (schema: unknown): string[] =>
    typeof schema === 'object' && schema !== null && 'shape' in schema
      ? Object.keys(schema.shape as object)
      : [];
  const answers = [route.status, ...(route.otherStatus === undefined ? [] : [route.otherStatus])].join(
    ' or ',
  );
  return [
    `**\`${route.method} ${route.path}\`** ${route.summary}${route.description === undefined ? '.' : `. ${route.description}`}`,
    '',
    `- for ${who}; answers ${answers}${route.location === undefined ? '' : ', Location'}${route.etag === undefined ? '' : ', ETag'}`,
    ...fields('query', shape(route.query)),
    ...fields('headers', shape(route.headers)),
    ...(route.ndjson === undefined
      ? fields('body', shape(route.body))
      : fields('body, each line', shape(route.ndjson))),
    ...(route.documents?.includes(NDJSON)
      ? fields('answer, each line', shape(route.answer))
      : [...fields('answer', shape(route.answer)), ...fields('or a file', [...(route.documents ?? [])])]),
    ...fields('refuses with', [...(route.errors ?? [])]),
    '',
  ];
}
