import { type Extension, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter } from '@codemirror/view';

/** Something that is said of a place in a source. Lines and columns from 1, columns in UTF-16 code units. */
export interface LineMark {
  readonly line: number;
  readonly column?: number | undefined;
  readonly endLine?: number | undefined;
  /** Behind the last sign. */
  readonly endColumn?: number | undefined;
  /** Names its colour: `critical`, `high`, `medium`, `low`, `info`. */
  readonly level: string;
  /** Of several in a line the lowest one has its sign there. */
  readonly rank: number;
  /** Stands beside the line. */
  readonly sign: string;
  /** Shown when somebody points at the sign. */
  readonly title: string;
}

/** The marks of an editor, and which of them is pointed out. */
interface Marked {
  readonly marks: readonly LineMark[];
  readonly chosen: number | undefined;
}

/** Marks these places instead of those before; the index of one, or none, is pointed out. */
export const setMarks = StateEffect.define<Marked>();

class Sign extends GutterMarker {
  readonly marks: readonly LineMark[];
  constructor(marks: readonly LineMark[]) {
    super();
    this.marks = marks;
  }
  override eq(other: Sign) {
    return this.marks.map(({ title }) => title).join() === other.marks.map(({ title }) => title).join();
  }
  override toDOM() {
    const sign = document.createElement('span');
    const [first] = this.marks;
    sign.className = `cm-sign cm-sign-${first?.level ?? 'info'}`;
    sign.textContent = first?.sign ?? '';
    sign.title = this.marks.map(({ title }) => title).join('\n');
    return sign;
  }
}

const field = StateField.define<Marked & { readonly drawn: DecorationSet }>({
  create: () => ({ marks: [], chosen: undefined, drawn: Decoration.none }),
  update(now, transaction) {
    const effect = transaction.effects.find((one) => one.is(setMarks));
    if (effect === undefined) return now;
    return { ...effect.value, drawn: draw(effect.value, transaction.state.doc) };
  },
  provide: (self) => EditorView.decorations.from(self, ({ drawn }) => drawn),
});

function draw({ marks, chosen }: Marked, doc: Text): DecorationSet {
  const ranges = marks.flatMap((mark) => {
    const [from, to] = rangeOf(mark, doc);
    return from < to ? [Decoration.mark({ class: `cm-marked cm-marked-${mark.level}` }).range(from, to)] : [];
  });
  const mark = chosen === undefined ? undefined : marks[chosen];
  const lines =
    mark === undefined || mark.line > doc.lines
      ? []
      : [Decoration.line({ class: 'cm-chosen' }).range(doc.line(mark.line).from)];
  return Decoration.set([...ranges, ...lines], true);
}

/** Where a mark begins and ends in the text; the words of its line where it has no column. */
export function rangeOf(mark: LineMark, doc: Text): readonly [number, number] {
  if (mark.line > doc.lines) return [doc.length, doc.length];
  const line = doc.line(mark.line);
  const indent = line.text.length - line.text.trimStart().length;
  const from = Math.min(line.to, line.from + (mark.column === undefined ? indent : mark.column - 1));
  const last = doc.line(Math.min(doc.lines, mark.endLine ?? mark.line));
  const to = mark.endColumn === undefined ? line.to : Math.min(last.to, last.from + mark.endColumn - 1);
  return [from, Math.max(from, to)];
}

/** The marks of a line, the one with the lowest rank first. */
function marksOf(view: EditorView, at: number): readonly LineMark[] {
  const line = view.state.doc.lineAt(at).number;
  const here = view.state.field(field).marks.filter((mark) => mark.line === line);
  return here.sort((a, b) => a.rank - b.rank);
}

const theme = EditorView.theme({
  '.cm-signs': { width: '1.6em' },
  '.cm-signs .cm-gutterElement': { textAlign: 'center', cursor: 'pointer' },
  '.cm-sign-critical, .cm-sign-high': { color: 'var(--bad)' },
  '.cm-sign-medium': { color: 'var(--busy)' },
  '.cm-sign-low': { color: 'var(--accent)' },
  '.cm-sign-info': { color: 'var(--muted)' },
  '.cm-marked': { textDecoration: 'underline wavy 1px', textUnderlineOffset: '3px' },
  '.cm-marked-critical, .cm-marked-high': { textDecorationColor: 'var(--bad)' },
  '.cm-marked-medium': { textDecorationColor: 'var(--busy)' },
  '.cm-marked-low': { textDecorationColor: 'var(--accent)' },
  '.cm-marked-info': { textDecorationColor: 'var(--muted)' },
  '.cm-chosen': { backgroundColor: 'var(--code-line)', boxShadow: 'inset 3px 0 var(--accent)' },
});

/** A column of signs beside the lines. @param onMark called with the index of the mark whose sign somebody clicks */
export function lineMarks(onMark: (index: number) => void): Extension {
  return [
    field,
    gutter({
      class: 'cm-signs',
      lineMarker(view, block) {
        const here = marksOf(view, block.from);
        return here.length === 0 ? null : new Sign(here);
      },
      lineMarkerChange: (update) =>
        update.transactions.some(({ effects }) => effects.some((effect) => effect.is(setMarks))),
      domEventHandlers: {
        click(view, block) {
          const [first] = marksOf(view, block.from);
          if (first === undefined) return false;
          onMark(view.state.field(field).marks.indexOf(first));
          return true;
        },
      },
    }),
    theme,
  ];
}
