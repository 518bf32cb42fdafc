/** Which page an address names, by its fragment. */
export type Route =
  | { readonly page: 'home' }
  /** What operators look at beside what is on, which is their home page. */
  | { readonly page: 'stage'; readonly view: StageView }
  /** Every session that staff may see. */
  | { readonly page: 'sessions' }
  /** Reviews that staff ask for: a new one and those of before, or one of them. */
  | { readonly page: 'reviews'; readonly reviewId?: string }
  /** A session as staff watch it. */
  | { readonly page: 'live'; readonly sessionId: string; readonly part: LivePart }
  /** The booking of a session; like another one, when `from` names it. */
  | { readonly page: 'book'; readonly from?: string }
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
/** What of a session staff look at. */
export type LivePart =
  | { readonly view: (typeof LIVE_VIEWS)[number] }
  | { readonly view: 'person'; readonly participantId: string }
  | { readonly view: 'submission'; readonly submissionId: string }
  | { readonly view: 'rejudging'; readonly rejudgingId: string }
  /** Of one problem, and of it two submissions side by side. */
  | { readonly view: 'similarity'; readonly label?: string; readonly pair?: readonly [string, string] };

export const STAGE_VIEWS = ['alerts', 'circuits', 'exam-day', 'fleet', 'pipeline-and-cost', 'use'] as const;
export type StageView = (typeof STAGE_VIEWS)[number];

const LIVE_VIEWS = [
  'now',
  'people',
  'verdicts',
  'messages',
  'scoreboard',
  'statistics',
  'rejudgings',
  'grades',
  'reviews',
] as const;

const ID = '([0-9a-z]{26})';
const LIVE = new RegExp(`^#/sessions/${ID}(?:/(.*))?$`);
const REVIEWS = new RegExp(`^#/reviews(?:/${ID})?$`);
const BOOK = new RegExp(`^#/book(?:/${ID})?$`);
const EXAM = new RegExp(`^#/exam/${ID}(?:/(.*))?$`);

/** The page that a fragment (`#/exam/ID/problems/A`) names; none is the home page. */
export function readRoute(hash: string): Route {
  if (hash === '' || hash === '#' || hash === '#/') return { page: 'home' };
  if (hash === '#/sessions') return { page: 'sessions' };
  const view = STAGE_VIEWS.find((one) => hash === `#/stage/${one}`);
  if (view !== undefined) return { page: 'stage', view };
  const book = BOOK.exec(hash);
  if (book !== null) return { page: 'book', ...(book[1] === undefined ? {} : { from: book[1] }) };
  const reviews = REVIEWS.exec(hash);
  if (reviews !== null)
    return { page: 'reviews', ...(reviews[1] === undefined ? {} : { reviewId: reviews[1] }) };
  const live = LIVE.exec(hash);
  if (live !== null) {
    const livePart = readLivePart(live[2] ?? '');
    return live[1] === undefined || livePart === undefined
      ? { page: 'unknown' }
      : { page: 'live', sessionId: live[1], part: livePart };
  }
  const exam = EXAM.exec(hash);
  const part = exam === null ? undefined : readPart(exam[2] ?? '');
  return exam?.[1] === undefined || part === undefined
    ? { page: 'unknown' }
    : { page: 'exam', sessionId: exam[1], part };
}

function readLivePart(path: string): LivePart | undefined {
  const [view, id, ...rest] = path.split('/');
  if (view === 'similarity') return readSimilarityPart(id, rest);
  if (rest.length > 0) return undefined;
  if (view === '' && id === undefined) return { view: 'now' };
  if (view === 'people' && id !== undefined) {
    const participantId = decode(id);
    return participantId === undefined ? undefined : { view: 'person', participantId };
  }
  if (view === 'submissions' && id !== undefined) return { view: 'submission', submissionId: id };
  if (view === 'rejudgings' && id !== undefined) return { view: 'rejudging', rejudgingId: id };
  const known = LIVE_VIEWS.find((one) => one === view && one !== 'now');
  return known === undefined || id !== undefined ? undefined : { view: known };
}

function readSimilarityPart(label: string | undefined, rest: readonly string[]): LivePart | undefined {
  if (label === undefined) return { view: 'similarity' };
  if (!LABEL.test(label)) return undefined;
  const [left, right, ...more] = rest;
  if (left === undefined) return { view: 'similarity', label };
  return right === undefined || more.length > 0
    ? undefined
    : { view: 'similarity', label, pair: [left, right] };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
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
  if (route.page === 'sessions') return '#/sessions';
  if (route.page === 'stage') return `#/stage/${route.view}`;
  if (route.page === 'book') return route.from === undefined ? '#/book' : `#/book/${route.from}`;
  if (route.page === 'reviews')
    return route.reviewId === undefined ? '#/reviews' : `#/reviews/${route.reviewId}`;
  if (route.page === 'live') return `#/sessions/${route.sessionId}${writeLivePart(route.part)}`;
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

function writeLivePart(part: LivePart): string {
  if (part.view === 'now') return '';
  if (part.view === 'similarity')
    return ['/similarity', ...(part.label === undefined ? [] : [part.label, ...(part.pair ?? [])])].join('/');
  if (part.view === 'person') return `/people/${encodeURIComponent(part.participantId)}`;
  if (part.view === 'rejudging') return `/rejudgings/${part.rejudgingId}`;
  return part.view === 'submission' ? `/submissions/${part.submissionId}` : `/${part.view}`;
}
