/** Which page an address names, by its fragment. */
export type Route =
  | { readonly page: 'home' }
  /** A session as staff watch it. */
  | { readonly page: 'live'; readonly sessionId: string }
  /** A session as whoever sits it sees it. */
  | { readonly page: 'exam'; readonly sessionId: string; readonly part: ExamPart }
  | { readonly page: 'unknown' };

/** Where somebody is inside their exam. */
export type ExamPart =
  | { readonly view: 'overview' }
  | { readonly view: 'problem'; readonly label: string }
  | { readonly view: 'submissions' }
  | { readonly view: 'submission'; readonly submissionId: string }
  /** With the problem that somebody asks about. */
  | { readonly view: 'messages'; readonly label?: string };

const LABEL = /^[\w-]{1,16}$/;
const ID = '([0-9a-z]{26})';
const LIVE = new RegExp(`^#/sessions/${ID}$`);
const EXAM = new RegExp(`^#/exam/${ID}(?:/(.*))?$`);

/** The page that a fragment (`#/exam/ID/problems/A`) names; none is the home page. */
export function readRoute(hash: string): Route {
  if (hash === '' || hash === '#' || hash === '#/') return { page: 'home' };
  const live = LIVE.exec(hash)?.[1];
  if (live !== undefined) return { page: 'live', sessionId: live };
  const exam = EXAM.exec(hash);
  const part = exam === null ? undefined : readPart(exam[2] ?? '');
  return exam?.[1] === undefined || part === undefined
    ? { page: 'unknown' }
    : { page: 'exam', sessionId: exam[1], part };
}

function readPart(path: string): ExamPart | undefined {
  const [view, id, ...rest] = path.split('/');
  if (rest.length > 0) return undefined;
  if (view === '') return { view: 'overview' };
  if (view === 'problems' && id !== undefined && LABEL.test(id)) return { view: 'problem', label: id };
  if (view === 'submissions')
    return id === undefined ? { view: 'submissions' } : { view: 'submission', submissionId: id };
  if (view === 'messages') {
    if (id === undefined) return { view: 'messages' };
    return LABEL.test(id) ? { view: 'messages', label: id } : undefined;
  }
  return undefined;
}

/** The fragment of a page; `readRoute` reads it back. */
export function writeRoute(route: Exclude<Route, { page: 'unknown' }>): string {
  if (route.page === 'home') return '#/';
  if (route.page === 'live') return `#/sessions/${route.sessionId}`;
  const { part } = route;
  const tail =
    part.view === 'overview'
      ? ''
      : part.view === 'problem'
        ? `/problems/${part.label}`
        : part.view === 'submission'
          ? `/submissions/${part.submissionId}`
          : part.view === 'messages' && part.label !== undefined
            ? `/messages/${part.label}`
            : `/${part.view}`;
  return `#/exam/${route.sessionId}${tail}`;
}
