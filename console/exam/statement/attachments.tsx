import { useState } from 'preact/hooks';
import { toApiError } from '../../console-api.ts';
import { download } from '../../download.ts';
import { useExam } from '../exam.ts';
import type { Problem } from '../use-problem.ts';
import { bytesOf, fetchProblemFile } from './problem-file.ts';

/** Files that come with the problem. */
export function Attachments({ problem }: { problem: Problem }) {
  if (problem.attachments.length === 0) return null;
  return (
    <section aria-label="Attachments">
      <h3>Files</h3>
      <ul>
        {problem.attachments.map(({ name, bytes }) => (
          <li key={name}>
            <FileButton problem={problem} name={name} act="download" title={name} />{' '}
            <span class="muted">{bytes < 1024 ? `${bytes} bytes` : `${Math.ceil(bytes / 1024)} KiB`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Opens or downloads a file of the problem. */
export function FileButton(props: {
  problem: Problem;
  name: string;
  act: 'open' | 'download';
  title: string;
}) {
  const { session } = useExam();
  const [fault, setFault] = useState<string>();
  const take = async () => {
    setFault(undefined);
    try {
      const file = await fetchProblemFile(
        { sessionId: session.sessionId, label: props.problem.label },
        props.name,
      );
      const plainName = props.name.split('/').at(-1) ?? props.name;
      if (props.act === 'download') return download(plainName, bytesOf(file), file.mediaType);
      const url = URL.createObjectURL(new Blob([bytesOf(file)], { type: file.mediaType }));
      if (window.open(url, '_blank') === null)
        setFault('This browser opens no new tab: download it instead.');
    } catch (error) {
      setFault(toApiError(error).message);
    }
  };
  return (
    <>
      <button type="button" class="link" onClick={() => void take()}>
        {props.title}
      </button>
      {fault !== undefined && (
        <span role="alert" class="error">
          {fault}
        </span>
      )}
    </>
  );
}
