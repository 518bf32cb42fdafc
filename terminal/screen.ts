import type { WriteStream } from 'node:tty';
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** Where output goes: lines that stay, and below them a few lines that are drawn anew. */
export interface Screen {
  /** True on a terminal: `draw` is shown in place. */
  readonly interactive: boolean;
  /** Writes a line that stays. */
  line(text?: string): void;
  /** Replaces the lines at the foot; without effect when the output is piped. */
  draw(lines: readonly string[]): void;
  /** Leaves the last drawn lines where they are and goes on below them. */
  keep(): void;
  /** Takes the drawn lines away. */
  clear(): void;
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

/** At most so many columns of a coloured text. A character of two columns may make cli-truncate give one too many. */
function cutToWidth(text: string, columns: number): string {
  const cut = cliTruncate(text, columns);
  return stringWidth(cut) <= columns ? cut : cliTruncate(text, columns - 1);
}

/** A screen on this stream. On a terminal the cursor is hidden while lines are drawn, and shown again by `keep`. */
export function createScreen(stream: WriteStream | NodeJS.WritableStream): Screen {
  const terminal = 'isTTY' in stream && stream.isTTY === true ? (stream as WriteStream) : undefined;
  let drawn: string[] = [];

  const erase = () => (drawn.length === 0 ? '' : `\x1b[${drawn.length}A\x1b[0J`);
  const show = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

  return {
    interactive: terminal !== undefined,
    line(text = '') {
      stream.write(`${erase()}${text}\n${show(drawn)}`);
    },
    draw(lines) {
      if (terminal === undefined) return;
      // A block taller than the terminal cannot be drawn over: its head would scroll away.
      const next = lines
        .slice(0, Math.max(1, terminal.rows - 1))
        .map((line) => cutToWidth(line, terminal.columns));
      stream.write(`${drawn.length === 0 ? HIDE_CURSOR : ''}${erase()}${show(next)}`);
      drawn = next;
    },
    keep() {
      if (drawn.length > 0) stream.write(SHOW_CURSOR);
      drawn = [];
    },
    clear() {
      if (drawn.length > 0) stream.write(`${erase()}${SHOW_CURSOR}`);
      drawn = [];
    },
  };
}
