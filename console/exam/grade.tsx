import { useEffect, useState } from 'preact/hooks';
import type { Desk } from '../../core/api/desk.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import { patientApi } from '../api.ts';
import { toApiError } from '../console-api.ts';
import { download } from '../download.ts';
import { formatDateTime } from '../format.ts';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { useExam } from './exam.ts';

/** The grade, once it is published: points of each problem, and the report to keep. */
export function Grade({ grade }: { grade: NonNullable<Desk['grade']> }) {
  const { session } = useExam();
  const { sessionId, you } = session;
  const [details, setDetails] = useState<AnswerOf<'getGrade'>>();
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    const ending = new AbortController();
    // Without them the sum stands alone; the report has them too.
    patientApi.call('getGrade', { params: { sessionId } }, ending.signal).then(setDetails, () => undefined);
    return () => ending.abort();
  }, [sessionId, grade.publishedAt]);

  const save = async () => {
    try {
      const params = { sessionId, participantId: you.participantId };
      const { fileName, bytes, mediaType } = await patientApi.download('getReport', { params, query: {} });
      download(fileName, new Uint8Array(bytes), mediaType);
    } catch (error) {
      setFault(toApiError(error).message);
    }
  };

  return (
    <section class="card" aria-labelledby="grade-heading">
      <h2 id="grade-heading">Your grade</h2>
      <p class="big-number">
        {grade.points}
        {grade.possible !== undefined && ` of ${grade.possible}`} points
      </p>
      <p class="muted">Published {formatDateTime(grade.publishedAt)}</p>
      {details !== undefined && (
        <ScrollRegion label="Points of each problem">
          <table>
            <thead>
              <tr>
                <th scope="col">Problem</th>
                <th scope="col" class="number">
                  Points
                </th>
              </tr>
            </thead>
            <tbody>
              {details.problems.map(({ label, points }) => (
                <tr key={label}>
                  <th scope="row">
                    {label} {session.problems.find((one) => one.label === label)?.name}
                  </th>
                  <td class="number">{points}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {fault !== undefined && (
        <p role="alert" class="error">
          {fault}
        </p>
      )}
      <p>
        <button type="button" class="quiet small" onClick={() => void save()}>
          Save the report
        </button>
      </p>
    </section>
  );
}
