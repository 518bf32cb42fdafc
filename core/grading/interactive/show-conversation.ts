import type { Conversation } from './conversation.ts';

/**
 * A conversation in the form of the format's `.interaction` files: lines with `<` are what the program read, lines with
 * `>` what it printed. `---` stands between two passes. Where some of it is not here, the last line says how much there was.
 */
export function showConversation({ turns, bytes }: Pick<Conversation, 'turns' | 'bytes'>): string {
  const said = turns.map(({ by, text }) => {
    if (by === 'nobody') return '---\n';
    const lines = new TextDecoder().decode(text).replace(/\n$/, '').split('\n');
    return lines.map((line) => `${by === 'program' ? '>' : '<'}${line}\n`).join('');
  });
  const here = turns.reduce((sum, { text }) => sum + text.length, 0);
  return `${said.join('')}${here < bytes ? `... (${bytes} bytes in all)\n` : ''}`;
}
