import { useEffect, useRef, useState } from 'preact/hooks';
import { countOf } from '../../core/exam/count-of.ts';
import { DropZone } from './drop-zone.tsx';
import { type ImportProgress, importPackage, problemIdOf } from './import-package.ts';

interface Entry {
  readonly problemId: string;
  readonly fileName: string;
  readonly progress: ImportProgress;
}

/** Imports packages that are dropped here; one with faults is mended by dropping it again. */
export function ProblemImport({ onImported }: { onImported: (problemId: string) => void }) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const running = useRef(new Map<string, AbortController>());

  useEffect(() => {
    const controllers = running.current;
    return () => {
      for (const controller of controllers.values()) controller.abort();
    };
  }, []);

  const start = (file: File) => {
    const problemId = problemIdOf(file.name);
    running.current.get(problemId)?.abort();
    const ending = new AbortController();
    running.current.set(problemId, ending);
    void importPackage(
      problemId,
      file,
      (progress) => {
        setEntries((known) => [
          { problemId, fileName: file.name, progress },
          ...known.filter((one) => one.problemId !== problemId),
        ]);
        if (progress.state === 'ended' && progress.result.state === 'imported') onImported(problemId);
      },
      ending.signal,
    );
  };

  return (
    <div class="imports">
      <DropZone
        title="Drop problem packages here, or choose the files"
        note="Zip files in the ICPC/Kattis format; the file's name becomes the problem's id, and the same name again makes a new version"
        accept=".zip,application/zip"
        multiple
        onFiles={(files) => files.forEach(start)}
      />
      <ul>
        {entries.map((entry) => (
          <li key={entry.problemId}>
            <ImportEntry entry={entry} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ImportEntry({ entry: { problemId, fileName, progress } }: { entry: Entry }) {
  if (progress.state === 'uploading')
    return (
      <div class="note" role="status">
        <p>
          <code>{problemId}</code> {fileName}: uploading
        </p>
        <progress max={1} value={progress.share} aria-label={`Upload of ${fileName}`} />
      </div>
    );
  if (progress.state === 'importing')
    return (
      <p class="note" role="status">
        <code>{problemId}</code> {fileName}: being read and checked …
      </p>
    );
  if (progress.state === 'failed')
    return (
      <p class="note bad" role="alert">
        <code>{problemId}</code> {fileName}: {progress.reason}
      </p>
    );
  const { state, version, faults } = progress.result;
  const isImported = state === 'imported';
  return (
    <div class={`note ${isImported ? 'good' : 'bad'}`} role={isImported ? 'status' : 'alert'}>
      <p>
        <code>{problemId}</code>{' '}
        {isImported ? (
          <>
            <strong>imported</strong> as version {version}, and put on the list.
          </>
        ) : (
          <>
            <strong>
              not imported: {fileName} has {countOf(faults.length, 'fault')}.
            </strong>{' '}
            Mend the package and drop it again.
          </>
        )}
      </p>
      {faults.length > 0 && (
        <ul class="faults">
          {faults.map(({ severity, file, line, detail }, index) => (
            <li key={index}>
              <span class={`badge ${severity === 'warning' ? 'busy' : 'bad'}`}>{severity}</span>{' '}
              <code>
                {file}
                {line !== undefined && `:${line}`}
              </code>{' '}
              {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
