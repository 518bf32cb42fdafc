/** What of an output is compared with the same of the answer, in Python; `text` is either of them, as bytes. */
export const COMPARED = {
  /** The same letters, in any order and in any capitals. */
  letters: 'sorted(b"".join(text.split()).lower())',
  /** Lines without white space at their ends. */
  lines: '[line.rstrip() for line in re.split(b"[\\r\\n]", text)]',
  /** The same, without empty lines. */
  filledLines: '[line.rstrip() for line in re.split(b"[\\r\\n]", text) if line]',
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

/**
 * An output validator in Python that gives a share of what a test case is worth, its last argument, for each line of the
 * answer that the output has at its place; without that argument all of them must be right.
 */
export const LINE_COUNT_SCRIPT = `import os
import re
import sys


def lines(text):
    return [line.strip() for line in re.split(b"[\\r\\n]", text) if line]


output = lines(sys.stdin.buffer.read())
with open(sys.argv[2], "rb") as answer:
    wanted = lines(answer.read())
right = sum(one == other for one, other in zip(output, wanted))
if len(output) > len(wanted):
    right = 0
    wanted = wanted or [b""]
share = right / len(wanted) if wanted else 1
if len(sys.argv) > 4:
    with open(os.path.join(sys.argv[3], "score.txt"), "w") as score:
        score.write(str(share * float(sys.argv[4])))
    sys.exit(42 if share > 0 else 43)
sys.exit(42 if share == 1 else 43)
`;
