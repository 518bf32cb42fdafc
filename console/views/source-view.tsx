import { useEffect, useRef, useState } from 'preact/hooks';
import { loadConfig } from '../api.ts';
import { download } from '../download.ts';
import type { CodeEditor } from '../editor/code-editor.ts';

/**
 * A source to read and to download, as `fileName` or as `name` with its language's ending; the editor's code is fetched when
 * it is shown.
 */
export function SourceView(props: { source: string; language: string; name: string; fileName?: string }) {
  const { source, language, name, fileName } = props;
  const host = useRef<HTMLDivElement>(null);
  const [ending, setEnding] = useState('txt');
  const [isMissing, setMissing] = useState(false);

  useEffect(() => {
    let editor: CodeEditor | undefined;
    let isGone = false;
    // Without the list of languages it is shown all the same, as plain text.
    Promise.all([import('../editor/code-editor.ts'), loadConfig().catch(() => undefined)]).then(
      ([{ createCodeEditor }, config]) => {
        if (isGone || host.current === null) return;
        const described = config?.languages.find(({ id }) => id === language);
        setEnding(described?.extensions[0] ?? 'txt');
        const grammar = described?.editor.grammar;
        editor = createCodeEditor(host.current, {
          source,
          label: `${fileName ?? 'Source'} in ${described?.name ?? language}`,
          indent: described?.editor.indent ?? '  ',
          ...(grammar === undefined ? {} : { grammar }),
          readOnly: true,
        });
      },
      () => setMissing(true),
    );
    return () => {
      isGone = true;
      editor?.end();
    };
  }, [source, language]);

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
