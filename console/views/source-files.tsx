import type { AnswerOf } from '../../core/api/routes.ts';
import { Copyable } from './copyable.tsx';
import { SourceView } from './source-view.tsx';

/** What was handed in, to read and to download: the files of the program, and the input that a trial ran on. */
export function SourceFiles(props: { handedIn: AnswerOf<'getSubmissionSource'>; name: string }) {
  const { source, files, mainFile, input, language } = props.handedIn;
  return (
    <>
      {files === undefined ? (
        <SourceView source={source ?? ''} language={language} name={props.name} />
      ) : (
        files.map((file) => (
          <section key={file.name} class="source-file" aria-label={file.name}>
            <h3>
              <code>{file.name}</code>
              {file.name === mainFile && <span class="muted"> is started</span>}
            </h3>
            <SourceView source={file.source} language={language} fileName={file.name} name={props.name} />
          </section>
        ))
      )}
      {input !== undefined && (
        <Copyable title="The input that it ran on" text={input} fileName={`${props.name}.in`} />
      )}
    </>
  );
}
