/** What of an output is compared with the same of the answer, in Python; `text` is either of them, as bytes. */
export const COMPARED = {
  /** The same letters, in any order and in any capitals. */
  letters: 'sorted(b"".join(text.split()).lower())',
  /** Lines without white space at their ends. */
  lines: '[line.rstrip() for line in re.split(b"[\\r\\n]", text)]',
  /** Lines without white space at their ends, and without empty ones at the end. */
  text: '[line.rstrip() for line in text.rstrip().splitlines()]',
  /** The same, with one blank for several, without empty lines, in any capitals. */
  nearText:
    '[re.sub(b"[ \\t][ \\t]+", b" ", line.rstrip()).lower() for line in text.splitlines() if line.strip()]',
  sortedLines: 'sorted(line.split() for line in re.split(b"[\\r\\n]", text) if line)',
  sortedWords: 'sorted(text.split())',
} as const;

/** An output validator in Python: called with the answer's file second, with the output on standard input. */
export const compareScript = (compared: keyof typeof COMPARED) => `import re
import sys


def compared(text):
    return ${COMPARED[compared]}


with open(sys.argv[2], "rb") as answer:
    same = compared(sys.stdin.buffer.read()) == compared(answer.read())
sys.exit(42 if same else 43)
`;
