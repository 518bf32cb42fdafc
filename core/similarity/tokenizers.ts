import { hasGrammar, loadParser } from '../syntax/grammars.ts';
import type { Tokenizer } from './token-stream.ts';
import { treeTokenizer } from './tokenize-tree.ts';
import { wordTokenizer } from './tokenize-words.ts';

/** The tokenizer of a grammar; of words alone for one that is not parsed here. */
export async function loadTokenizer(grammar: string | undefined): Promise<Tokenizer> {
  return hasGrammar(grammar) ? treeTokenizer(await loadParser(grammar)) : wordTokenizer(grammar);
}
