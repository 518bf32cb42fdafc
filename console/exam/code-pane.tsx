import type { Ref, RefObject } from 'preact';
import { useEffect, useImperativeHandle, useRef, useState } from 'preact/hooks';
import type { ProgramFile } from '../../core/api/submissions.ts';
import { findNameFault } from '../../core/submissions/file-names.ts';
import { browserStore, isLasting } from '../browser-store.ts';
import type { CodeEditor } from '../editor/code-editor.ts';
import { type DraftKey, decideDraft, keepDraft, nameDraft, parseDraft, readDraft } from './drafts.ts';
import { type FileActs, FileName, FileTabs } from './file-tabs.tsx';
import { type Language, proposeName } from './program.ts';

/** What the bench does with the program. */
export interface CodePaneHandle {
  readonly files: readonly ProgramFile[];
  /** Puts other files into the editor, as somebody's own change, and shows one of them. */
  replace(files: readonly ProgramFile[], shown?: string): void;
  /** Asks for the name of another file. */
  add(): void;
  /** Keeps the draft now. */
  keep(): void;
}

/** How long after the last keystroke a draft is kept, ms. */
const KEEP_AFTER_MS = 400;

/** This tab, among those that write the same draft. */
const TAB = crypto.randomUUID();

/**
 * The editor with its draft: restored when it opens, kept while one types, and followed when another tab of this browser
 * writes the same program. Until the editor's code is there, and where it cannot be fetched, it is a plain text field.
 */
export function CodePane(props: {
  ref?: Ref<CodePaneHandle>;
  owner: DraftKey;
  /** What a program begins as. */
  template: readonly ProgramFile[];
  language: Language;
  label: string;
  onFiles: (files: readonly ProgramFile[]) => void;
  onNotice: (notice: string) => void;
  onRun: () => void;
}) {
  const { owner, template, language, label } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const run = useRef(props.onRun);
  run.current = props.onRun;
  const [plain, setPlain] = useState(false);
  const [adding, setAdding] = useState(false);
  const own = useRef({ files: template, at: 0, shown: 0 });
  /** What the tabs say; what is typed does not draw them anew. */
  const [tabs, setTabs] = useState({ names: template.map(({ name }) => name), shown: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const keep = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const { files, at } = own.current;
    keepDraft(browserStore, owner, { files, at, tab: TAB }, template);
  };
  /** Takes files over, from whoever wrote them, at a time in ms since the epoch. */
  const take = (files: readonly ProgramFile[], at: number, name?: string) => {
    const found = files.findIndex((file) => file.name === name);
    const shown = Math.max(0, found);
    own.current = { files, at, shown };
    setTabs({ names: files.map((file) => file.name), shown });
    const file = files[shown];
    if (file !== undefined) editor.current?.show(file.name, file.source);
    props.onFiles(files);
  };
  const keepSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(keep, KEEP_AFTER_MS);
  };
  const write = (source: string) => {
    const { files, shown } = own.current;
    const written = files.map((file, index) => (index === shown ? { ...file, source } : file));
    own.current = { files: written, at: Date.now(), shown };
    props.onFiles(written);
    keepSoon();
  };
  const put = (files: readonly ProgramFile[], name = own.current.files[own.current.shown]?.name) => {
    take(files, Date.now(), name);
    keepSoon();
  };
  const nameOf = (index: number) => own.current.files[index]?.name;
  const faultOf = (index: number, name: string) => {
    const others = own.current.files.filter((_, at) => at !== index).map((file) => file.name);
    return findNameFault(name, others, language);
  };
  const acts: FileActs = {
    faultOf,
    show: (index) => take(own.current.files, own.current.at, nameOf(index)),
    rename: (index, name) =>
      put(
        own.current.files.map((file, at) => (at === index ? { ...file, name } : file)),
        name,
      ),
    remove: (index) => put(own.current.files.filter((_, at) => at !== index)),
    ...(language.linked
      ? {}
      : {
          putFirst: (index: number) => {
            const { files } = own.current;
            put([...files.slice(index, index + 1), ...files.filter((_, at) => at !== index)], nameOf(index));
          },
        }),
  };
  useImperativeHandle(props.ref as RefObject<CodePaneHandle>, () => ({
    get files() {
      return own.current.files;
    },
    replace: put,
    add: () => setAdding(true),
    keep,
  }));

  useEffect(() => {
    const draft = readDraft(browserStore, owner);
    if (draft !== undefined) take(draft.files, draft.at);
    else props.onFiles(own.current.files);
    if (!isLasting(() => localStorage))
      props.onNotice('This browser keeps no drafts: do not close this page before you have submitted.');
    let isGone = false;
    import('../editor/code-editor.ts').then(
      ({ createCodeEditor }) => {
        if (isGone || host.current === null) return;
        const { files, shown } = own.current;
        editor.current = createCodeEditor(host.current, {
          name: files[shown]?.name ?? '',
          source: files[shown]?.source ?? '',
          label,
          ...(language.editor.grammar === undefined ? {} : { grammar: language.editor.grammar }),
          indent: language.editor.indent,
          onChange: write,
          onRun: () => run.current(),
        });
      },
      () => {
        if (!isGone) setPlain(true);
      },
    );
    const follow = ({ key, newValue }: StorageEvent) => {
      if (key !== nameDraft(owner)) return;
      const other = parseDraft(newValue);
      if (other === undefined || decideDraft(own.current, other).action === 'leave') return;
      clearTimeout(timer.current);
      timer.current = undefined;
      take(other.files, other.at, nameOf(own.current.shown));
      props.onNotice(
        'You went on writing in another tab: its newer draft is shown here too. Ctrl-Z takes that back.',
      );
    };
    const leave = () => {
      if (timer.current !== undefined) keep();
    };
    window.addEventListener('storage', follow);
    window.addEventListener('pagehide', leave);
    return () => {
      isGone = true;
      leave();
      window.removeEventListener('storage', follow);
      window.removeEventListener('pagehide', leave);
      editor.current?.end();
      editor.current = undefined;
    };
  }, []);

  return (
    <>
      {tabs.names.length > 1 && <FileTabs names={tabs.names} shown={tabs.shown} acts={acts} />}
      {adding && (
        <FileName
          label="Name of the new file"
          name={proposeName(own.current.files, language)}
          faultOf={(name) => faultOf(-1, name)}
          onName={(name) => {
            setAdding(false);
            put([...own.current.files, { name, source: '' }], name);
          }}
          onCancel={() => setAdding(false)}
        />
      )}
      {plain ? (
        <textarea
          key={tabs.names[tabs.shown]}
          class="plain-editor"
          aria-label={label}
          spellcheck={false}
          value={own.current.files[tabs.shown]?.source ?? ''}
          onInput={(event) => write(event.currentTarget.value)}
        />
      ) : (
        <div class="code" ref={host} />
      )}
    </>
  );
}
