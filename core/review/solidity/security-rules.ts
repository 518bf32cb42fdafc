import type { Rule } from '../rule.ts';

/** What can cost whoever uses a contract their money, or anybody the contract. */
export const SECURITY_RULES = {
  reentrancy: {
    title: 'State changes after a call to a stranger',
    category: 'reentrancy',
    severity: 'critical',
    swc: 107,
    dasp: 1,
    cwe: 841,
    description:
      'A call that leaves the contract lets the called one call back before what was read is written. It then finds the old state, and is paid twice.',
    recommendation:
      'Write all state before the call, or guard every function that shares the state with a lock.',
  },
  'reentrancy-by-transfer': {
    title: 'State changes after ether was sent',
    category: 'reentrancy',
    severity: 'low',
    swc: 107,
    dasp: 1,
    cwe: 841,
    description:
      '`send` and `transfer` leave the receiver 2,300 gas, which keeps it from calling back as long as the prices of gas stay what they are. They have changed before.',
    recommendation: 'Write all state before ether is sent.',
  },
  'unchecked-call': {
    title: 'Nobody looks whether a low-level call succeeded',
    category: 'unchecked-low-level-calls',
    severity: 'medium',
    swc: 104,
    dasp: 4,
    cwe: 252,
    description:
      '`call`, `delegatecall` and `callcode` answer false when they fail, and the contract goes on as if they had not.',
    recommendation: 'Keep the answer and require it, or call a function of an interface.',
  },
  'unchecked-send': {
    title: 'Nobody looks whether ether was sent',
    category: 'unchecked-low-level-calls',
    severity: 'medium',
    swc: 104,
    dasp: 4,
    cwe: 252,
    description:
      '`send` answers false when the receiver refuses, and the books then say that ether left which did not.',
    recommendation: 'Require the answer, or let receivers fetch their ether.',
  },
  'unprotected-selfdestruct': {
    title: 'Anybody can destroy the contract',
    category: 'access-control',
    severity: 'critical',
    swc: 106,
    dasp: 2,
    cwe: 284,
    description: 'Whoever calls the function ends the contract and says who is given its ether.',
    recommendation: 'Require that the caller is the owner, or leave it out.',
  },
  'delegatecall-to-input': {
    title: 'Runs code that a caller chooses',
    category: 'access-control',
    severity: 'critical',
    swc: 112,
    dasp: 2,
    cwe: 829,
    description:
      '`delegatecall` runs the code of another contract on the storage of this one, and a caller chooses which.',
    recommendation: 'Call only addresses that are fixed, or that the owner put on a list.',
  },
  'delegatecall-of-input': {
    title: 'Runs a function of a library that a caller chooses',
    category: 'access-control',
    severity: 'high',
    swc: 112,
    dasp: 2,
    cwe: 829,
    description:
      'What a caller sends is handed to `delegatecall`, so that they reach every public function of the library, on the storage of this contract.',
    recommendation:
      'Name the functions that may be called, and keep the layout of storage the same on both sides.',
  },
  'unprotected-owner-change': {
    title: 'Anybody can become the owner',
    category: 'access-control',
    severity: 'critical',
    swc: 105,
    dasp: 2,
    cwe: 284,
    description:
      'The function writes what other functions ask to know whether a caller may call them, and asks nobody.',
    recommendation: 'Require that the caller is the owner, and that a beginning happens once.',
  },
  'wrong-constructor-name': {
    title: 'A constructor that anybody can call',
    category: 'access-control',
    severity: 'critical',
    swc: 118,
    dasp: 2,
    cwe: 665,
    description:
      'The function is meant to be the constructor, has another name, and so is a public function.',
    recommendation: 'Write `constructor`, which compilers know since 0.4.22.',
  },
  'tx-origin': {
    title: 'Asks who began the transaction instead of who calls',
    category: 'access-control',
    severity: 'high',
    swc: 115,
    dasp: 2,
    cwe: 477,
    description: 'A contract that the owner calls can call this one, and `tx.origin` is still the owner.',
    recommendation: 'Compare `msg.sender`.',
  },
  'arbitrary-storage-write': {
    title: 'A caller chooses where in storage is written',
    category: 'access-control',
    severity: 'critical',
    swc: 124,
    dasp: 2,
    cwe: 123,
    description:
      'The length of an array in storage is set by hand. With a length that wrapped below zero, or that a caller chose, its index reaches all of storage.',
    recommendation: 'Use `push` and `pop`, or a mapping, and check each index.',
  },
  'unprotected-withdrawal': {
    title: 'Anybody can take the ether of the contract',
    category: 'access-control',
    severity: 'high',
    swc: 105,
    dasp: 2,
    cwe: 284,
    description:
      'The function pays whoever calls it, and neither asks who that is nor looks up what is theirs.',
    recommendation: 'Require that the caller is who may withdraw, or pay what the books say is theirs.',
  },
  'inverted-balance-check': {
    title: 'Requires at least what is there instead of at most',
    category: 'access-control',
    severity: 'high',
    swc: 123,
    dasp: 2,
    cwe: 697,
    description:
      'The amount is compared with the balance the wrong way round: who has less than they ask for is paid.',
    recommendation: 'Require that the balance is at least the amount.',
  },
  overflow: {
    title: 'An addition or multiplication that can wrap',
    category: 'arithmetic',
    severity: 'high',
    swc: 101,
    dasp: 3,
    cwe: 190,
    description:
      'Before 0.8, and in `unchecked`, a result that does not fit its type begins again at zero; a caller chooses an operand.',
    recommendation:
      'Compile with 0.8 or later, use SafeMath, or require what keeps the result within its type.',
  },
  underflow: {
    title: 'A subtraction that can wrap',
    category: 'arithmetic',
    severity: 'high',
    swc: 101,
    dasp: 3,
    cwe: 191,
    description:
      'Before 0.8, and in `unchecked`, less than zero is a huge number; nothing here requires that there is enough to subtract from.',
    recommendation:
      'Compile with 0.8 or later, use SafeMath, or require that what is subtracted is at most what is there.',
  },
  'weak-randomness': {
    title: 'Chance from what miners and callers know',
    category: 'bad-randomness',
    severity: 'high',
    swc: 120,
    dasp: 6,
    cwe: 330,
    description:
      'Blocks and their hashes are known to whoever mines them and to every contract in the same block, so a caller bets only when they win.',
    recommendation: 'Let the parties commit and reveal, or ask an oracle for verifiable randomness.',
  },
  'timestamp-decides': {
    title: 'The time of a block decides',
    category: 'time-manipulation',
    severity: 'low',
    swc: 116,
    dasp: 8,
    cwe: 829,
    description:
      'Whoever proposes a block chooses its time within some seconds, and so on which side of the comparison it is.',
    recommendation: 'Let nothing that is worth seconds of patience depend on it.',
  },
  'payment-blocks-others': {
    title: 'One receiver who refuses stops everybody',
    category: 'denial-of-service',
    severity: 'high',
    swc: 113,
    dasp: 5,
    cwe: 703,
    description:
      'The function goes on only if a payment to somebody else succeeds, and a contract can refuse every payment.',
    recommendation: 'Note what is owed and let receivers fetch it.',
  },
  'payments-in-loop': {
    title: 'Payments in a loop',
    category: 'denial-of-service',
    severity: 'high',
    swc: 113,
    dasp: 5,
    cwe: 703,
    description:
      'One receiver who refuses, or too many of them for the gas of a block, and nobody is paid any more.',
    recommendation: 'Note what is owed and let receivers fetch it.',
  },
  'unbounded-loop': {
    title: 'A loop that outgrows the gas of a block',
    category: 'denial-of-service',
    severity: 'medium',
    swc: 128,
    dasp: 5,
    cwe: 400,
    description:
      'How often it runs grows with what callers store or ask for, and one day it costs more than a block may.',
    recommendation: 'Bound how much one call works on, and go on with the next one.',
  },
  'approve-race': {
    title: 'An allowance is replaced, whatever was spent of it',
    category: 'front-running',
    severity: 'low',
    swc: 114,
    dasp: 7,
    cwe: 362,
    description:
      'Who sees that their allowance is to change spends the old one first, and the new one after.',
    recommendation:
      'Offer to increase and decrease allowances, or require that the old or the new one is zero.',
  },
  'order-decides': {
    title: 'Who is in a block first decides what is paid',
    category: 'front-running',
    severity: 'medium',
    swc: 114,
    dasp: 7,
    cwe: 362,
    description:
      'What is paid, or to whom, is what another transaction of the same block may just have changed.',
    recommendation:
      'Let the caller say what they expect and require it, or let changes hold from a later block on.',
  },
  'answer-in-the-clear': {
    title: 'Who sees the answer in a transaction can give it first',
    category: 'front-running',
    severity: 'medium',
    swc: 114,
    dasp: 7,
    cwe: 362,
    description:
      'A value that wins is sent in the clear. Everybody reads it before it is in a block, and pays more to be first.',
    recommendation: 'Let callers commit to a hash of it with a secret, and reveal it later.',
  },
  'uninitialized-storage': {
    title: 'A local variable that points at the first slot of storage',
    category: 'other',
    severity: 'high',
    swc: 109,
    dasp: 10,
    cwe: 824,
    description:
      'Before 0.5 a local struct or array without a location is a pointer into storage, to its beginning until it is given another.',
    recommendation: 'Write `memory`, or say what in storage it stands for.',
  },
  'shadowed-state': {
    title: 'Two variables of storage with one name',
    category: 'other',
    severity: 'medium',
    swc: 119,
    dasp: 10,
    cwe: 710,
    description:
      'A contract declares a variable that a base has already. Functions of the base read the one, its own the other.',
    recommendation: 'Remove one of them, or name it otherwise.',
  },
} as const satisfies Readonly<Record<string, Omit<Rule, 'id' | 'kind'>>>;
