import { splitCode } from '../../core/api/split-code.ts';

/** Words in which code that stands between backticks is shown as code. */
export function WithCode({ text }: { text: string }) {
  return (
    <>
      {splitCode(text).map((piece, at) => (piece.isCode ? <code key={at}>{piece.text}</code> : piece.text))}
    </>
  );
}
