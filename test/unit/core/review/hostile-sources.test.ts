import { describe, expect, it } from 'vitest';
import { HOSTILE_SOLIDITY } from '../../../../bench/review/hostile-solidity.ts';
import type { Detection } from '../../../../core/review/detector.ts';
import { solidityDetectors } from '../../../../core/review/solidity/solidity-detectors.ts';

const { rules, detect } = solidityDetectors;
const KNOWN = new Map(rules.map((rule) => [rule.id, rule]));

/** Findings of a source that everything that is promised of any source was checked on. */
function review(source: string): Detection {
  const detection = detect({ language: 'solidity', source });
  const lines = source.split('\n').length;
  const odd = detection.findings.filter(
    ({ ruleId, category, kind, line, column = 1, endLine = line, message }) =>
      KNOWN.get(ruleId)?.category !== category ||
      KNOWN.get(ruleId)?.kind !== kind ||
      !(line >= 1 && line <= endLine && endLine <= lines && column >= 1) ||
      message.length > 1_000,
  );
  expect(odd).toEqual([]);
  // A report is stored as JSON, in UTF-8: half a character in a message would come back as another one.
  expect(detection.findings.filter(({ message }) => !message.isWellFormed())).toEqual([]);
  for (const { what, why } of detection.gaps) expect(`${what}: ${why}`).toMatch(/^\S.*: [A-Z].*\.$/s);
  return detection;
}

/** Rules that found something, by line. */
function rulesByLine(source: string): readonly string[] {
  return review(source).findings.map(({ ruleId, line }) => `${line} ${ruleId}`);
}

const saysThatItCouldNotRead = ({ findings, gaps }: Detection) =>
  gaps.length > 0 || findings.some(({ category }) => category === 'syntax');

const FAULTY = `pragma solidity ^0.4.24;
contract Bank {
  mapping(address => uint) balances;
  address owner;
  function withdraw() public {
    msg.sender.call.value(balances[msg.sender])();
    balances[msg.sender] = 0;
  }
  function close() public {
    require(tx.origin == owner);
    selfdestruct(msg.sender);
  }
}
`;

/** Of these 60,000 words and signs as they are weighed take a published parser seconds: bench/review/speed.bench.ts measures them. */
const SLOW = 'statements with many indexes';

describe('what attackers write', () => {
  it.each(Object.entries(HOSTILE_SOLIDITY).filter(([name]) => !name.includes(SLOW)))(
    'is reviewed, or said not to be: %s',
    (_, make) => {
      const source = make(24);
      expect(review(source)).toEqual(review(source));
    },
  );

  it.each([
    ['parentheses', 5_000],
    ['parentheses that nothing closes', 5_000],
    ['braces', 5_000],
    ['indexes', 5_000],
    ['calls within calls', 5_000],
    ['nots', 5_000],
    ['conditionals', 5_000],
    ['else after else', 5_000],
    ['empty loops within loops', 5_000],
    ['arrays of arrays', 5_000],
    ['functions that do nothing', 10_000],
    ['contracts that each inherit the one before', 5_000],
  ])('%s, %i of them, with a gap that says what was left out', (name, size) => {
    const source = HOSTILE_SOLIDITY[name]!(size);
    if (!['functions that do nothing', 'contracts that each inherit the one before'].includes(name))
      expect(saysThatItCouldNotRead(review(source))).toBe(true);
    else review(source);
  });

  it('statements of which each lacks its end are one, as the parser goes on behind them', () => {
    const many = (part: string) =>
      review(`contract C { uint s; function f(uint a) public { ${part.repeat(420)} } }\n${FAULTY}`);
    for (const part of ['uint = ; ', 's = "x" + // more\n; ', 's = a - ; ']) {
      const { gaps, findings } = many(part);
      expect(gaps.map(({ why }) => why)).toEqual(['A statement has more than 400 operators.']);
      expect(findings.map(({ ruleId }) => ruleId)).toContain('solidity/tx-origin');
    }
    for (const part of ['s++; ', 's = a--; ', 's = "="; ']) expect(many(part).gaps).toEqual([]);
  });

  it('does not hide what stands around it', () => {
    const bomb = `contract Bomb { function f() public { uint a = ${'('.repeat(5_000)}1${')'.repeat(5_000)}; } }\n`;
    const behind = rulesByLine(bomb + FAULTY).map((found) =>
      found.replace(/^\d+/, (line) => `${Number(line) - 1}`),
    );
    const before = rulesByLine(FAULTY + bomb);
    for (const found of rulesByLine(FAULTY)) {
      expect(before).toContain(found);
      expect(behind).toContain(found);
    }
  });
});

describe('what is no contract', () => {
  it('of nothing there is nothing to find', () => {
    for (const empty of ['', ' \n\t\r\n', '// nothing\n', '/* nothing'])
      expect(review(empty).findings.filter(({ kind }) => kind === 'security')).toEqual([]);
  });

  it.each([
    ['C', '#include <stdio.h>\nint main(void) { int a[3]; printf("%d", a[0]); return 0; }\n'],
    ['JSON', '{"contract": {"function": ["a", 1, null]}}\n'],
    ['HTML', '<!doctype html><script>contract C {}</script>\n'],
    ['Python', 'def main():\n    print("hello")\n'],
    ['an archive', String.fromCharCode(...Array.from({ length: 2_000 }, (_, at) => (at * 7919) % 256))],
    ['zeros', '\0'.repeat(5_000)],
    ['halves of characters', 'contract \ud800 { \udfff }'],
    ['one word', 'a'.repeat(1_000_000)],
    ['one bracket', '{'],
  ])('%s is said not to be readable', (_, source) => {
    expect(saysThatItCouldNotRead(review(source))).toBe(true);
  });

  it('a megabyte ends', () => {
    const source = `contract C { uint s; ${'function f() public { s += 1; }\n'.repeat(34_000)} }`;
    expect(source.length).toBeGreaterThan(1024 * 1024);
    expect(saysThatItCouldNotRead(review(source))).toBe(true);
  });
});

describe('what a source says does not depend on how it is laid out', () => {
  const found = rulesByLine(FAULTY);

  it('has something to find', () => {
    expect(found.map((each) => each.split(' ')[1])).toEqual(
      expect.arrayContaining(['solidity/reentrancy', 'solidity/unchecked-call', 'solidity/tx-origin']),
    );
  });

  it('on the ends of lines, or on a mark of the order of bytes', () => {
    expect(rulesByLine(FAULTY.replaceAll('\n', '\r\n'))).toEqual(found);
    expect(rulesByLine(`\ufeff${FAULTY}`)).toEqual(found);
  });

  it('on comments', () => {
    const commented = FAULTY.replace(/$/gm, ' // solhint-disable-line, safe, nonReentrant, /* {');
    expect(rulesByLine(commented)).toEqual(found);
    expect(rulesByLine(`/* \ud800 \0 ${'('.repeat(5_000)} */ ${FAULTY}`)).toEqual(found);
  });

  it.each(['__proto__', 'toString', 'hasOwnProperty', 'valueOf', '$', '_', 'prototype', 'length'])(
    'on names that JavaScript knows: %s',
    (name) => {
      for (const part of ['Bank', 'balances', 'owner', 'withdraw', 'close']) {
        const renamed = FAULTY.replaceAll(new RegExp(`\\b${part}\\b`, 'g'), () => name);
        const rulesOf = (each: readonly string[]) =>
          new Set(each.filter((rule) => !/owner|naming/.test(rule)));
        if (part !== 'owner') expect(rulesOf(rulesByLine(renamed))).toEqual(rulesOf(found));
        else review(renamed);
      }
    },
  );

  it('on one line or many', () => {
    const rulesOf = (source: string) => new Set(review(source).findings.map(({ ruleId }) => ruleId));
    expect(rulesOf(FAULTY.replaceAll('\n', ' '))).toEqual(rulesOf(FAULTY));
  });
});

describe('an error of syntax', () => {
  it('costs the statement that it stands in', () => {
    const lines = FAULTY.split('\n');
    const broken = [...lines.slice(0, 8), '  function broken() public { uint = ; }', ...lines.slice(8)].join(
      '\n',
    );
    const rulesOf = review(broken).findings.map(({ ruleId, line }) => `${line} ${ruleId}`);
    expect(rulesOf).toEqual(
      expect.arrayContaining([
        '6 solidity/reentrancy',
        '6 solidity/unchecked-call',
        '9 solidity/syntax-error',
        '11 solidity/tx-origin',
      ]),
    );
  });

  it.each([
    ['a name that is missing', 'contract { function f() public { } }'],
    ['a bracket too many', 'contract A { } }'],
    ['an end that is missing', 'contract A { function f() public { '],
    ['a word that does not belong', 'contract A { function f() public whatever whatever(1 { } }'],
    ['a character that does not', 'contract A { function f() public { a = §; } }'],
  ])('does not hide the contract behind it: %s', (_, broken) => {
    const { findings, gaps } = review(`${broken}\n${FAULTY}`);
    const told = findings.some(({ ruleId }) => ruleId === 'solidity/tx-origin') || gaps.length > 0;
    expect(told && findings.some(({ category }) => category === 'syntax')).toBe(true);
  });
});

describe('old and odd Solidity', () => {
  it.each([
    [
      '0.4',
      'pragma solidity ^0.4.0;\ncontract A { function A() { } function () payable { throw; } var x = 1; }',
    ],
    ['two ranges', 'pragma solidity >=0.4.22 <0.9.0;\ncontract A { constructor() public { } }'],
    [
      'assembly',
      'contract A { function f() public { assembly { let x := mload(0x40) mstore(x, 1) switch x case 0 { } default { } for { } 1 { } { break } } } }',
    ],
    ['names in other scripts', 'contract A { string public constant s = unicode"é\u202e\ud83d\ude00"; }'],
    [
      'what came last',
      'pragma solidity ^0.8.28;\ntype P is uint;\nerror E(uint a);\nusing {f} for P global;\nfunction f(P p) pure returns (P) { return p; }\ncontract A { uint transient t; function g() public { try this.g() { } catch Error(string memory) { } catch { } unchecked { t++; } revert E({a: 1}); } receive() external payable { } }',
    ],
  ])('is read: %s', (_, source) => {
    expect(review(source).findings.filter(({ category }) => category === 'syntax')).toEqual([]);
  });
});
