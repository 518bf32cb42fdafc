import { patientApi } from '../api.ts';
import { useAskedAnew } from '../use-asked-anew.ts';

/** How the session has fared, asked anew some seconds after `news` (a count of what has happened) has changed. */
export function useStatistics(sessionId: string, news: number) {
  const { answer: statistics, fault } = useAskedAnew(
    (signal) => patientApi.call('getStatistics', { params: { sessionId } }, signal),
    news,
  );
  return { statistics, fault };
}
