import { useEffect, useRef, useState } from 'preact/hooks';
import { SOLIDITY } from '../../core/review/review-languages.ts';
import { loadConfig } from '../api.ts';
import { download } from '../download.ts';
import type { CodeEditor } from '../editor/code-editor.ts';
import type { LineMark } from '../editor/line-marks.ts';

/** What is marked in a source, and which of it is pointed out. */
interface Marks {
  readonly marks: readonly LineMark[];
  /** Index. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
}

/**
 * A source to read and to download, as `fileName` or as `name` with its language's ending; the editor's code is fetched when
 * it is shown.
 */
export function SourceView(props: {
  source: string;
  language: string;
  name: string;
  fileName?: string;
  marked?: Marks;
}) {
  const { source, language, name, fileName, marked } = props;
  const host = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<CodeEditor>();
  const choose = useRef(marked?.onChoose);
  choose.current = marked?.onChoose;
  const [ending, setEnding] = useState('txt');
  const [isMissing, setMissing] = useState(false);

  useEffect(() => {
    let editor: CodeEditor | undefined;
    let isGone = false;
    // Without the list of languages it is shown all the same, as plain text.
    Promise.all([import('../editor/code-editor.ts'), loadConfig().catch(() => undefined)]).then(
      ([{ createCodeEditor }, config]) => {
        if (isGone || host.current === null) return;
        const described =
          language === SOLIDITY.id
            ? { ...SOLIDITY, editor: { grammar: SOLIDITY.grammar, indent: '    ' } }
            : config?.languages.find(({ id }) => id === language);
        setEnding(described?.extensions[0] ?? 'txt');
        const grammar = described?.editor.grammar;
        editor = createCodeEditor(host.current, {
          source,
          label: `${fileName ?? 'Source'} in ${described?.name ?? language}`,
          indent: described?.editor.indent ?? '  ',
          ...(grammar === undefined ? {} : { grammar }),
          readOnly: true,
          ...(marked === undefined ? {} : { onMark: (index: number) => choose.current?.(index) }),
        });
        setShown(editor);
      },
      () => setMissing(true),
    );
    return () => {
      isGone = true;
      setShown(undefined);
      editor?.end();
    };
  }, [source, language, marked === undefined]);
  useEffect(() => {
    if (marked === undefined) return;
    shown?.mark(marked.marks, marked.chosen);
    if (marked.chosen !== undefined) host.current?.scrollIntoView({ block: 'nearest' });
  }, [shown, marked?.marks, marked?.chosen]);

  return (
    <>
      {isMissing && (
        <p class="error">It cannot be shown without the network: download it, or load the page again.</p>
      )}
      <div class="code shown" ref={host} />
      <p>
        <button
          type="button"
          class="quiet small"
          onClick={() => download(fileName ?? `${name}.${ending}`, source)}
        >
          Download{fileName !== undefined && <span class="unseen"> {fileName}</span>}
        </button>
      </p>
    </>
  );
}
