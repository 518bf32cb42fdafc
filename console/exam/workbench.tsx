import { useRef, useState } from 'preact/hooks';
import type { ProgramFile } from '../../core/api/submissions.ts';
import { browserStore } from '../browser-store.ts';
import { tellInstants } from '../format.ts';
import { faultOfProgram, programBytes } from './check-source.ts';
import { CodePane, type CodePaneHandle } from './code-pane.tsx';
import { keepDraft, keepLanguage, readDraft, readLanguage } from './drafts.ts';
import { useExam } from './exam.ts';
import { OwnInputField, useOwnInput } from './own-input.tsx';
import { type Language, toSentProgram } from './program.ts';
import { readUpload } from './read-upload.ts';
import { useHandIn } from './use-hand-in.ts';
import { useLanguages } from './use-languages.ts';
import type { Problem } from './use-problem.ts';

/** Where the program is written, tried and handed in. */
export function Workbench({ problem, onHandedIn }: { problem: Problem; onHandedIn: () => void }) {
  const { session } = useExam();
  const languages = useLanguages(problem);
  const owner = {
    sessionId: session.sessionId,
    participantId: session.you.participantId,
    label: problem.label,
  };
  const [chosen, setChosen] = useState(() => readLanguage(browserStore, owner));
  if (languages === undefined) return <p class="muted loading">Loading the editor …</p>;
  const language = languages.find(({ id }) => id === chosen) ?? languages[0];
  if (language === undefined) return <p>No language of this session can solve this problem.</p>;
  const choose = (id: string) => {
    keepLanguage(browserStore, { ...owner, language: id });
    setChosen(id);
  };
  return (
    <Bench
      key={language.id}
      problem={problem}
      language={language}
      languages={languages}
      onLanguage={choose}
      onHandedIn={onHandedIn}
    />
  );
}

function Bench(props: {
  problem: Problem;
  language: Language;
  languages: readonly Language[];
  onLanguage: (id: string) => void;
  onHandedIn: () => void;
}) {
  const { problem, language, languages } = props;
  const { session, window: stage } = useExam();
  const code = useRef<CodePaneHandle>(null);
  const isTaking = stage === 'open' && session.paused === undefined;
  const [files, setFiles] = useState<readonly ProgramFile[]>([]);
  const [said, setSaid] = useState<string>();
  const { submit, tryOut, busy, error } = useHandIn(problem, language.id);
  const owner = {
    sessionId: session.sessionId,
    participantId: session.you.participantId,
    label: problem.label,
    language: language.id,
  };
  const ownInput = useOwnInput(problem, owner);
  const starter = problem.solve?.stubs[language.id] ?? language.editor.starter;
  const template = [{ name: language.mainFile, source: starter }];
  const canTry = isTaking && !busy && (ownInput.text !== undefined || problem.samples.length > 0);
  const dropped = session.languagesDropped?.find((one) => one.language === language.id);

  const handIn = async (how: 'submit' | 'try') => {
    const current = code.current?.files ?? files;
    const fault = faultOfProgram(current, problem.sourceKiB) ?? (how === 'try' ? ownInput.fault : undefined);
    setSaid(fault);
    if (fault !== undefined) return;
    code.current?.keep();
    const program = toSentProgram(current, language);
    if (how === 'submit') {
      submit(program);
      props.onHandedIn();
    } else if (await tryOut(program, ownInput.text)) props.onHandedIn();
  };
  const upload = async (chosen: readonly File[]) => {
    if (chosen.length === 0) return;
    const now = code.current?.files ?? files;
    const read = await readUpload(chosen, { now, template, language, languages, maxFiles: problem.maxFiles });
    if ('fault' in read) return setSaid(read.fault);
    const { language: other } = read;
    if (other.id !== language.id) {
      const key = { ...owner, language: other.id };
      if (readDraft(browserStore, key) !== undefined)
        return setSaid(`That is ${other.name}: choose ${other.name} first, then upload it again.`);
      keepDraft(browserStore, key, { files: read.files, at: Date.now(), tab: '' }, []);
      return props.onLanguage(other.id);
    }
    code.current?.replace(read.files, read.shown);
    setSaid(read.said);
  };

  return (
    <section
      class="bench"
      aria-label="Editor"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void upload([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <div class="bench-head">
        <label>
          <span class="unseen">Language</span>
          <select value={language.id} onChange={(event) => props.onLanguage(event.currentTarget.value)}>
            {languages.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span class="bench-tools">
          <label class="link file">
            Upload
            <input
              type="file"
              class="unseen"
              multiple={problem.maxFiles > 1}
              aria-label={problem.maxFiles > 1 ? 'Upload source files' : 'Upload a source file'}
              onChange={(event) => {
                // What was chosen goes with the value that is emptied, so that the same file can be chosen again.
                const chosen = [...(event.currentTarget.files ?? [])];
                event.currentTarget.value = '';
                void upload(chosen);
              }}
            />
          </label>
          {problem.maxFiles > 1 && (
            <button
              type="button"
              class="link"
              disabled={files.length >= problem.maxFiles}
              onClick={() => code.current?.add()}
            >
              Add file
            </button>
          )}
          {files.length <= 1 && (
            <button
              type="button"
              class="link"
              onClick={() => {
                code.current?.replace(files.map(({ name }) => ({ name, source: starter })));
                setSaid('The template is back in the editor; Ctrl-Z takes that back.');
              }}
            >
              Template
            </button>
          )}
        </span>
      </div>
      <CodePane
        ref={code}
        owner={owner}
        template={template}
        language={language}
        label={`Program for problem ${problem.label} in ${language.name}`}
        onFiles={setFiles}
        onNotice={setSaid}
        onRun={() => {
          if (canTry) void handIn('try');
        }}
      />
      <div class="bench-foot">
        {(said ?? error) !== undefined && (
          <p class={`bench-said ${error !== undefined ? 'error' : ''}`} role="status">
            {said ?? error}
          </p>
        )}
        {dropped !== undefined && (
          <p class="error">This language is not judged now: {tellInstants(dropped.reason)}</p>
        )}
        {stage === 'closed' && <p class="muted">The exam is over: nothing more can be submitted.</p>}
        {ownInput.text !== undefined && (
          <OwnInputField
            problem={problem}
            text={ownInput.text}
            onText={ownInput.write}
            onRun={() => {
              if (canTry) void handIn('try');
            }}
          />
        )}
        <div class="bench-acts">
          <span class="muted hint">{programBytes(files)} bytes · Esc, then Tab leaves the editor</span>
          <button
            type="button"
            class="quiet"
            disabled={!canTry}
            title="Ctrl-Enter"
            onClick={() => void handIn('try')}
          >
            {busy ? 'Sending …' : ownInput.text === undefined ? 'Try on the samples' : 'Try on your input'}
          </button>
          <button
            type="button"
            class="quiet"
            aria-expanded={ownInput.text !== undefined}
            aria-controls="own-input"
            onClick={ownInput.toggle}
          >
            Own input
          </button>
          <button type="button" disabled={!isTaking} onClick={() => void handIn('submit')}>
            Submit
          </button>
        </div>
      </div>
    </section>
  );
}
