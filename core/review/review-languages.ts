/** What is reviewed and never judged: the language of smart contracts. */
export const SOLIDITY = {
  id: 'solidity',
  name: 'Solidity',
  extensions: ['sol'],
  grammar: 'solidity',
} as const;
