import type { Ref, RefObject } from 'preact';
import { useEffect, useImperativeHandle, useRef, useState } from 'preact/hooks';
import type { ClientConfig } from '../../core/api/system.ts';
import { browserStore, isLasting } from '../browser-store.ts';
import type { CodeEditor } from '../editor/code-editor.ts';
import { type DraftKey, decideDraft, keepDraft, nameDraft, parseDraft, readDraft } from './drafts.ts';

/** What the bench does with the program. */
export interface CodePaneHandle {
  readonly source: string;
  /** Puts another text into the editor, as somebody's own change. */
  replace(source: string): void;
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
  starter: string;
  language: ClientConfig['languages'][number];
  label: string;
  onSource: (source: string) => void;
  onNotice: (notice: string) => void;
  onRun: () => void;
}) {
  const { owner, starter, language, label } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | undefined>(undefined);
  const run = useRef(props.onRun);
  run.current = props.onRun;
  const [plain, setPlain] = useState(false);
  const own = useRef({ source: starter, at: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const keep = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    keepDraft(browserStore, owner, { ...own.current, tab: TAB }, starter);
  };
  const change = (source: string) => {
    own.current = { source, at: Date.now() };
    props.onSource(source);
    clearTimeout(timer.current);
    timer.current = setTimeout(keep, KEEP_AFTER_MS);
  };
  const put = (source: string) => {
    editor.current?.replace(source);
    change(source);
  };
  useImperativeHandle(props.ref as RefObject<CodePaneHandle>, () => ({
    get source() {
      return own.current.source;
    },
    replace: put,
    keep,
  }));

  useEffect(() => {
    const draft = readDraft(browserStore, owner);
    own.current = draft ?? { source: starter, at: 0 };
    props.onSource(own.current.source);
    if (!isLasting(() => localStorage))
      props.onNotice('This browser keeps no drafts: do not close this page before you have submitted.');
    let isGone = false;
    import('../editor/code-editor.ts').then(
      ({ createCodeEditor }) => {
        if (isGone || host.current === null) return;
        editor.current = createCodeEditor(host.current, {
          source: own.current.source,
          label,
          ...(language.editor.grammar === undefined ? {} : { grammar: language.editor.grammar }),
          indent: language.editor.indent,
          onChange: change,
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
      own.current = { source: other.source, at: other.at };
      editor.current?.replace(other.source);
      props.onSource(other.source);
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

  if (plain) {
    return (
      <textarea
        class="plain-editor"
        aria-label={label}
        spellcheck={false}
        defaultValue={own.current.source}
        onInput={(event) => change(event.currentTarget.value)}
      />
    );
  }
  return <div class="code" ref={host} />;
}
