import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  crosshairCursor,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { loadGrammar } from './grammars.ts';
import { type LineMark, lineMarks, rangeOf, setMarks } from './line-marks.ts';

/** What an editor is made for. */
export interface EditorSettings {
  /** Of the file that is shown, where there are several. */
  readonly name?: string;
  readonly source: string;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly grammar?: string;
  /** One step of indentation. */
  readonly indent: string;
  readonly readOnly?: boolean;
  /** Called with every change that somebody makes. */
  readonly onChange?: (source: string) => void;
  /** Called for Ctrl-Enter (Command on a Mac). */
  readonly onRun?: () => void;
  /** It has marks beside its lines; called with the index of one that somebody clicks. */
  readonly onMark?: (index: number) => void;
}

/** An editor on the page. */
export interface CodeEditor {
  readonly source: string;
  /**
   * Shows a file. Another text of the one that is shown is one change that can be undone; another file has its own history,
   * and finds it again. `onChange` is not called.
   */
  show(name: string, source: string): void;
  /** Marks these places instead of those before, and brings the one of this index into sight. */
  mark(marks: readonly LineMark[], chosen?: number): void;
  focus(): void;
  end(): void;
}

const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.character, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--code-type)' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: 'var(--code-function)',
  },
  { tag: [tags.meta, tags.processingInstruction], color: 'var(--code-meta)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

const theme = EditorView.theme({
  '&': {
    color: 'var(--text)',
    backgroundColor: 'var(--card)',
    height: '100%',
    fontSize: 'var(--code-size, 14px)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "Cascadia Code", Menlo, "DejaVu Sans Mono", monospace',
    lineHeight: '1.5',
  },
  '.cm-content': { caretColor: 'var(--text)', padding: '0.6rem 0' },
  '.cm-gutters': {
    backgroundColor: 'var(--card)',
    color: 'var(--muted)',
    border: 'none',
    paddingLeft: '0.3rem',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--code-line)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--code-selection)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--code-match)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--code-match)',
    outline: '1px solid var(--line)',
  },
  '.cm-panels': { backgroundColor: 'var(--ground)', color: 'var(--text)', fontSize: '0.9rem' },
  '.cm-textfield, .cm-button': {
    background: 'var(--card)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: '4px',
  },
});

/**
 * Puts an editor into `host`. It lives in a shadow tree, where its styles are style sheets made by script: the page's
 * policy allows those and no `style` element. Tab indents; Escape and then Tab leaves it.
 */
export function createCodeEditor(host: HTMLElement, settings: EditorSettings): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const grammar = new Compartment();
  let isReplacing = false;
  const change = EditorView.updateListener.of((update) => {
    if (update.docChanged && !isReplacing) settings.onChange?.(update.state.doc.toString());
  });
  const editing: Extension = settings.readOnly
    ? [EditorState.readOnly.of(true), EditorView.editable.of(false)]
    : [
        history(),
        indentOnInput(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        keymap.of([
          {
            key: 'Mod-Enter',
            run: () => {
              settings.onRun?.();
              return settings.onRun !== undefined;
            },
          },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab,
        ]),
      ];
  let highlighting: Extension = [];
  const makeState = (doc: string) =>
    EditorState.create({
      doc,
      extensions: [
        ...(settings.onMark === undefined ? [] : [lineMarks(settings.onMark)]),
        lineNumbers(),
        highlightSpecialChars(),
        drawSelection(),
        EditorState.allowMultipleSelections.of(true),
        rectangularSelection(),
        crosshairCursor(),
        bracketMatching(),
        highlightSelectionMatches(),
        search({ top: true }),
        keymap.of(searchKeymap),
        indentUnit.of(settings.indent),
        EditorState.tabSize.of(4),
        syntaxHighlighting(style),
        theme,
        grammar.of(highlighting),
        editing,
        change,
        EditorView.contentAttributes.of({
          'aria-label': settings.label,
          spellcheck: 'false',
          autocapitalize: 'off',
          // What scrolls must be in the order of Tab for everybody who asks for it, and not by being editable alone.
          tabindex: '0',
        }),
      ],
    });
  const view = new EditorView({ root, parent: root, state: makeState(settings.source) });
  /** Files that were shown before, with what can be undone in each. */
  const states = new Map<string, EditorState>();
  let shown = settings.name ?? '';
  let hasEnded = false;
  // Without its grammar a source is plain text, and can be written all the same.
  loadGrammar(settings.grammar).then(
    (extension) => {
      highlighting = extension;
      if (!hasEnded) view.dispatch({ effects: grammar.reconfigure(extension) });
    },
    () => undefined,
  );
  return {
    get source() {
      return view.state.doc.toString();
    },
    show(name, source) {
      if (name !== shown) {
        states.set(shown, view.state);
        shown = name;
        view.setState(states.get(name) ?? makeState(source));
        view.dispatch({ effects: grammar.reconfigure(highlighting) });
      }
      if (source === view.state.doc.toString()) return;
      isReplacing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source } });
      isReplacing = false;
    },
    mark(marks, chosen) {
      const mark = chosen === undefined ? undefined : marks[chosen];
      view.dispatch({
        effects: [
          setMarks.of({ marks, chosen }),
          ...(mark === undefined
            ? []
            : [EditorView.scrollIntoView(rangeOf(mark, view.state.doc)[0], { y: 'center' })]),
        ],
      });
    },
    focus: () => view.focus(),
    end() {
      hasEnded = true;
      view.destroy();
    },
  };
}
