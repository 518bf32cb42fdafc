/** What one function of a made contract does, by turns: what contracts of this length are mostly made of. */
const BODIES: readonly ((at: number) => readonly string[])[] = [
  (at) => [
    `  function deposit${at}() public payable {`,
    '    require(msg.value > 0, "nothing sent");',
    '    balances[msg.sender] = balances[msg.sender].add(msg.value);',
    '    total = total.add(msg.value);',
    '    emit Moved(address(0), msg.sender, msg.value);',
    '  }',
  ],
  (at) => [
    `  function withdraw${at}(uint256 amount) public whenOpen returns (bool) {`,
    '    require(balances[msg.sender] >= amount);',
    '    (bool sent, ) = msg.sender.call.value(amount)("");',
    '    if (!sent) {',
    '      return false;',
    '    }',
    '    balances[msg.sender] -= amount;',
    '    return true;',
    '  }',
  ],
  (at) => [
    `  function pay${at}(address payable[] memory people, uint256 share) public onlyOwner {`,
    '    for (uint256 i = 0; i < people.length; i++) {',
    '      if (balances[people[i]] > share && now > openedAt + 1 days) {',
    '        people[i].transfer(share);',
    '        balances[people[i]] = balances[people[i]].sub(share);',
    '      }',
    '    }',
    '  }',
  ],
  (at) => [
    `  function draw${at}(uint256 seed) public view returns (uint256) {`,
    '    uint256 drawn = uint256(keccak256(abi.encodePacked(blockhash(block.number - 1), seed)));',
    '    return (drawn % 100) * total / (seed + 1);',
    '  }',
  ],
  (at) => [
    `  function setOwner${at}(address next) public {`,
    `    require(msg.sender == owner || allowed[owner][msg.sender] > ${at});`,
    '    address before = owner;',
    '    owner = next;',
    '    emit Moved(before, next, 0);',
    '  }',
  ],
];

/** A contract of at least so many lines, with a library, modifiers and functions that keep, pay and draw. */
export function makeContract(lines: number): string {
  const text = [
    'pragma solidity ^0.5.0;',
    'library SafeMath {',
    '  function add(uint256 a, uint256 b) internal pure returns (uint256) { uint256 c = a + b; require(c >= a); return c; }',
    '  function sub(uint256 a, uint256 b) internal pure returns (uint256) { require(b <= a); return a - b; }',
    '}',
    'contract Made {',
    '  using SafeMath for uint256;',
    '  event Moved(address indexed from, address indexed to, uint256 amount);',
    '  mapping(address => uint256) public balances;',
    '  mapping(address => mapping(address => uint256)) public allowed;',
    '  address public owner = msg.sender;',
    '  uint256 public total;',
    '  uint256 public openedAt = now;',
    '  modifier onlyOwner() { require(msg.sender == owner); _; }',
    '  modifier whenOpen() { require(now >= openedAt); _; }',
  ];
  for (let at = 0; text.length < lines - 1; at++) text.push(...BODIES[at % BODIES.length]!(at));
  return `${text.join('\n')}\n}\n`;
}
