import type { Pair } from './contracts-of-calls.ts';

/** Where numbers come from, and what they come to. */
export const VALUES: readonly Pair[] = [
  {
    rule: 'solidity/overflow',
    what: 'sums and products of what a caller chooses',
    faulty: `pragma solidity ^0.4.24;
contract Coin {
  mapping(address => uint) holds;
  function sell(uint count, uint price) public {
    uint all = count * price; // <
    require(holds[msg.sender] >= all);
    holds[msg.sender] -= all;
  }
  function lock(uint extra) public { holds[msg.sender] += extra; } // <
}`,
    sound: `pragma solidity ^0.4.24;
contract Coin {
  mapping(address => uint) holds;
  function times(uint a, uint b) internal pure returns (uint c) { c = a * b; require(a == 0 || c / a == b); }
  function sell(uint count, uint price) public {
    uint all = times(count, price);
    require(holds[msg.sender] >= all);
    holds[msg.sender] -= all;
  }
  function lock(uint extra) public {
    require(holds[msg.sender] + extra >= extra);
    holds[msg.sender] += extra;
  }
}`,
  },
  {
    rule: 'solidity/underflow',
    what: 'a check that always holds',
    faulty: `pragma solidity ^0.4.24;
contract Coin {
  mapping(address => uint) holds;
  function send(address to, uint amount) public {
    require(holds[msg.sender] - amount >= 0); // <
    holds[msg.sender] -= amount;
    holds[to] += 1;
  }
  function less() public pure returns (uint8 few) { few = 3; }
}`,
    sound: `pragma solidity ^0.4.24;
contract Coin {
  mapping(address => uint) holds;
  function send(address to, uint amount) public {
    if (holds[msg.sender] < amount) return;
    holds[msg.sender] -= amount;
    holds[to] += amount;
  }
}`,
  },
  {
    rule: 'solidity/underflow',
    what: 'unchecked, since 0.8 checks the rest',
    faulty: `pragma solidity ^0.8.0;
contract Coin {
  mapping(address => uint) holds;
  function burn(uint amount) external {
    unchecked { holds[msg.sender] -= amount; } // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Coin {
  mapping(address => uint) holds;
  error TooLittle();
  function burn(uint amount) external {
    if (holds[msg.sender] < amount) revert TooLittle();
    unchecked { holds[msg.sender] -= amount; }
  }
}`,
  },
  {
    rule: 'solidity/weak-randomness',
    what: 'a draw by the last block',
    faulty: `pragma solidity ^0.8.0;
contract Draw {
  uint public drawn;
  function draw(uint people) external {
    uint height = block.number; // <
    drawn = uint(keccak256(abi.encode(blockhash(height - 1), msg.sender))) % people; // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Draw {
  bytes32 commitment;
  uint public drawn;
  uint since;
  function start(bytes32 hidden) external { commitment = hidden; since = block.number + 1; }
  function draw(uint secret, uint people) external {
    require(block.number > since && keccak256(abi.encode(secret, msg.sender)) == commitment);
    drawn = secret % people;
  }
}`,
  },
  {
    rule: 'solidity/weak-randomness',
    what: 'a hash that a helper hands on',
    faulty: `pragma solidity ^0.8.0;
contract Draw {
  uint public drawn;
  function last(uint height) internal view returns (uint) { return uint(blockhash(height)); }
  function draw(uint people) external {
    uint hash = last(block.number - 1); // <
    drawn = hash % people; // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Hashes {
  function last(uint height) external view returns (bytes32) { return height == 0 ? bytes32(0) : blockhash(height); }
}`,
  },
  {
    rule: 'solidity/timestamp-decides',
    what: 'an exact second',
    faulty: `pragma solidity ^0.5.0;
contract Wheel {
  uint last;
  address winner;
  function turn() public payable {
    require(now != last); // <
    last = now; // <
    uint second = block.timestamp;
    if (second % 15 == 0) { // <
      winner = msg.sender;
    }
  }
  function isOver() public view returns (bool) { return block.timestamp >= 1546300800; } // <
}`,
    sound: `pragma solidity ^0.5.0;
contract Wheel {
  uint public opened = now;
  mapping(address => uint) until;
  function open() public { until[msg.sender] = now + 1 days; }
  function isOver() public view returns (bool) { return now > until[msg.sender] && now > opened; }
}`,
  },
  {
    rule: 'solidity/order-decides',
    what: 'a reward that changes while somebody claims it',
    faulty: `pragma solidity ^0.5.0;
contract Riddle {
  address payable owner;
  uint reward;
  bool claimed;
  function offer() public payable {
    require(msg.sender == owner && !claimed);
    owner.transfer(reward); // <
    reward = msg.value;
  }
  function claim(uint answer) public {
    require(!claimed && answer < 10);
    claimed = true;
    msg.sender.transfer(reward); // <
  }
}`,
    sound: `pragma solidity ^0.5.0;
contract Riddle {
  mapping(address => uint) owed;
  function offer(address to) public payable { owed[to] = msg.value; }
  function claim() public {
    uint mine = owed[msg.sender];
    owed[msg.sender] = 0;
    msg.sender.transfer(mine);
  }
}`,
  },
  {
    rule: 'solidity/answer-in-the-clear',
    what: 'a riddle whose answer is sent',
    faulty: `pragma solidity ^0.5.0;
contract Riddle {
  bytes32 constant ANSWER = 0x0;
  address winner;
  function solve(string memory answer) public {
    require(keccak256(bytes(answer)) == ANSWER); // <
    winner = msg.sender;
  }
}`,
    sound: `pragma solidity ^0.5.0;
contract Riddle {
  bytes32 constant ANSWER = 0x0;
  mapping(address => bytes32) hidden;
  address winner;
  function commit(bytes32 hash) public { hidden[msg.sender] = hash; }
  function solve(string memory answer, bytes32 salt) public {
    require(keccak256(abi.encode(answer, salt, msg.sender)) == hidden[msg.sender]);
    winner = msg.sender;
  }
}`,
  },
  {
    rule: 'solidity/answer-in-the-clear',
    what: 'bets that everybody reads',
    faulty: `pragma solidity ^0.4.24;
contract OddOrEven {
  struct Bet { address who; uint guess; }
  Bet[2] bets;
  uint count;
  function bet(uint guess) public payable {
    bets[count] = Bet(msg.sender, guess); // <
    count++;
    if (count == 2 && (bets[0].guess + bets[1].guess) % 2 == 0) bets[0].who.transfer(1 ether);
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract OddOrEven {
  struct Bet { address who; bytes32 hidden; }
  Bet[2] bets;
  uint count;
  function bet(bytes32 hidden) public payable {
    bets[count] = Bet(msg.sender, hidden);
    count++;
  }
}`,
  },
  {
    rule: 'solidity/approve-race',
    what: 'an allowance that is replaced',
    faulty: `pragma solidity ^0.5.0;
contract Coin {
  mapping(address => mapping(address => uint)) allowed;
  function approve(address who, uint amount) public returns (bool) {
    allowed[msg.sender][who] = amount; // <
    return true;
  }
}`,
    sound: `pragma solidity ^0.5.0;
contract Coin {
  mapping(address => mapping(address => uint)) allowed;
  function approve(address who, uint amount) public returns (bool) {
    require(amount == 0 || allowed[msg.sender][who] == 0);
    allowed[msg.sender][who] = amount;
    return true;
  }
}`,
  },
];
