/** A piece of what a finding says: words, or code that stands between backticks there. */
export interface Piece {
  readonly text: string;
  readonly isCode: boolean;
}

/** What a finding says, piece by piece, without the backticks around code; one that nothing closes is a sign of the words. */
export function splitCode(message: string): readonly Piece[] {
  return message
    .split(/`([^`\r\n]+)`/)
    .map((text, at) => ({ text, isCode: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}
