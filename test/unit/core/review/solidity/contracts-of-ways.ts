import type { Pair } from './contracts-of-calls.ts';

/** What is told only by what stands elsewhere: in a modifier, behind a call, in another function. */
export const WAYS: readonly Pair[] = [
  {
    rule: 'solidity/reentrancy',
    what: 'a lock of a file that is not there',
    faulty: `pragma solidity ^0.8.0;
import "./Guard.sol";
contract Purse is Guard {
  mapping(address => uint) holds;
  function take() external whenOpen {
    uint mine = holds[msg.sender];
    (bool paid, ) = msg.sender.call{value: mine}(""); // <
    require(paid);
    holds[msg.sender] = 0;
  }
}`,
    sound: `pragma solidity ^0.8.0;
import "./Guard.sol";
contract Purse is Guard {
  mapping(address => uint) holds;
  function take() external nonReentrant {
    uint mine = holds[msg.sender];
    (bool paid, ) = msg.sender.call{value: mine}("");
    require(paid);
    holds[msg.sender] = 0;
  }
}`,
  },
  {
    rule: 'solidity/reentrancy',
    what: 'a modifier that is called a lock and is none',
    faulty: `pragma solidity ^0.8.0;
contract Purse {
  mapping(address => uint) holds;
  modifier nonReentrant() { _; }
  function take() external nonReentrant {
    uint mine = holds[msg.sender];
    (bool paid, ) = msg.sender.call{value: mine}(""); // <
    require(paid);
    holds[msg.sender] = 0;
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Purse {
  bool inside;
  mapping(address => uint) holds;
  modifier nonReentrant() { require(!inside); inside = true; _; inside = false; }
  function take() external nonReentrant {
    uint mine = holds[msg.sender];
    (bool paid, ) = msg.sender.call{value: mine}("");
    require(paid);
    holds[msg.sender] = 0;
  }
}`,
  },
  {
    rule: 'solidity/unchecked-send',
    what: 'an answer that is kept and never read again',
    faulty: `pragma solidity ^0.4.24;
contract Prize {
  function give(address a, address b) public returns (uint count) {
    bool given = a.send(1);
    require(given);
    given = b.send(2); // <
    count = 2;
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Prize {
  bool public last;
  function give(address a, address b) public returns (bool given) {
    last = a.send(1);
    given = b.send(2);
  }
  function all(address[3] many) public {
    bool given = true;
    for (uint i = 0; i < 3; i++) {
      require(given);
      given = many[i].send(3);
    }
    if (!given) revert();
  }
}`,
  },
  {
    rule: 'solidity/unchecked-call',
    what: 'the first of two answers, which nobody reads',
    faulty: `pragma solidity ^0.8.0;
contract Bell {
  bytes public last;
  function ring(address at) public {
    bool heard;
    bytes memory said;
    (heard, ) = at.call(""); // <
    (, said) = at.call(""); // <
    last = said;
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Bell {
  bytes public last;
  function ring(address at) public {
    bool heard;
    bytes memory said;
    (heard, ) = at.call("");
    if (!heard) revert();
    (heard, said) = at.call("");
    assert(heard);
    last = said;
  }
}`,
  },
  {
    rule: 'solidity/weak-randomness',
    what: 'one of two numbers that a function answers',
    faulty: `pragma solidity ^0.8.0;
contract Draw {
  uint public won;
  function parts() internal view returns (uint, uint) { return (block.number, 7); }
  function draw() public {
    (uint a, uint b) = parts();
    won = b;
    won = a % 3; // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Draw {
  uint public won;
  function parts() internal view returns (uint, uint) { return (block.number, 7); }
  function draw() public {
    uint a;
    uint b;
    (a, b) = parts();
    won = a;
    (, b) = parts();
    won = b % 3;
  }
}`,
  },
  {
    rule: 'solidity/weak-randomness',
    what: 'what a function answers in one contract, and not in another',
    faulty: `pragma solidity ^0.8.0;
abstract contract Base {
  uint public won;
  function seed() internal view virtual returns (uint);
  function middle() internal view returns (uint) { return seed(); }
}
contract A is Base {
  function seed() internal view override returns (uint) { return block.number; }
  function draw() public { won = middle() % 3; } // <
}
contract B is Base {
  function seed() internal view override returns (uint) { return 7; }
  function draw() public { won = middle() % 3; }
}`,
    sound: `pragma solidity ^0.8.0;
abstract contract Base {
  uint public won;
  function seed() internal view virtual returns (uint);
  function middle() internal view returns (uint) { return seed(); }
}
contract B is Base {
  function seed() internal view override returns (uint) { return 7; }
  function draw() public { won = middle() % 3; }
}`,
  },
  {
    rule: 'solidity/weak-randomness',
    what: 'a hash that becomes a number later, without a remainder',
    faulty: `pragma solidity ^0.8.0;
contract Draw {
  uint public won;
  function draw() public {
    bytes32 mixed = keccak256(abi.encodePacked(block.gaslimit, msg.sender)); // <
    won = uint256(mixed);
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Draw {
  bytes32 public at;
  uint public won;
  function draw(bytes32 given) public {
    bytes32 mixed = keccak256(abi.encodePacked(block.gaslimit, msg.sender));
    at = mixed;
    won = uint256(given);
  }
}`,
  },
  {
    rule: 'solidity/overflow',
    what: 'what somebody has, by a price that somebody sets',
    faulty: `pragma solidity ^0.4.24;
contract Shop {
  address owner = msg.sender;
  uint price;
  mapping(address => uint) holds;
  function set(uint next) public { require(msg.sender == owner); price = next; }
  function sell(uint count) public {
    require(holds[msg.sender] >= count);
    holds[msg.sender] -= count;
    msg.sender.transfer(count * price); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Shop {
  uint price = 3;
  uint rate;
  address owner = msg.sender;
  mapping(address => uint) holds;
  function set(uint next) public { require(msg.sender == owner); rate = next; }
  function sell(uint count) public {
    require(holds[msg.sender] >= count);
    holds[msg.sender] -= count;
    msg.sender.transfer(count * price);
  }
  function few(uint count) public {
    require(count <= 100);
    msg.sender.transfer(count * rate);
  }
}`,
  },
  {
    rule: 'solidity/overflow',
    what: 'books to which the owner adds what he likes',
    faulty: `pragma solidity ^0.4.24;
contract Coin {
  address owner = msg.sender;
  uint supply;
  mapping(address => uint) holds;
  modifier only { require(msg.sender == owner); _; }
  function mint(address to, uint count) public only {
    holds[to] += count; // <
    supply += count;
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Coin {
  address owner = msg.sender;
  uint supply;
  mapping(address => uint) holds;
  modifier only { require(msg.sender == owner); _; }
  function mint(address to, uint count) public only {
    require(holds[to] + count >= count);
    holds[to] += count;
  }
  function raise(uint count) public only { supply += count; }
}`,
  },
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'an end for an owner whom anybody replaces',
    faulty: `pragma solidity ^0.4.24;
contract Shop {
  address owner;
  modifier only { require(msg.sender == owner); _; }
  function open(address first) public { owner = first; }
  function close() public only { selfdestruct(owner); } // <
}`,
    sound: `pragma solidity ^0.4.24;
contract Shop {
  address owner = msg.sender;
  address founder = msg.sender;
  modifier only { require(msg.sender == founder); _; }
  function open(address first) public { owner = first; }
  function who() public view returns (bool) { return msg.sender == owner; }
  function close() public only { selfdestruct(owner); }
}`,
  },
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'an end that is inherited twice, and open in the second',
    faulty: `pragma solidity ^0.4.24;
contract Base {
  address owner = msg.sender;
  address founder = msg.sender;
  modifier only { require(msg.sender == owner); _; }
  function close() public only { selfdestruct(owner); } // <
  function who() public view returns (bool) { return msg.sender == owner; }
}
contract Closed is Base {}
contract Open is Base { function open(address first) public { owner = first; } }`,
    sound: `pragma solidity ^0.4.24;
contract Base {
  address owner = msg.sender;
  address founder = msg.sender;
  modifier only { require(msg.sender == founder); _; }
  function close() public only { selfdestruct(owner); }
  function who() public view returns (bool) { return msg.sender == owner; }
}
contract Closed is Base {}
contract Open is Base { function open(address first) public { owner = first; } }`,
  },
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'an end that is inherited twice, and open in the first',
    faulty: `pragma solidity ^0.4.24;
contract Base {
  address owner = msg.sender;
  address founder = msg.sender;
  modifier only { require(msg.sender == owner); _; }
  function close() public only { selfdestruct(owner); } // <
  function who() public view returns (bool) { return msg.sender == owner; }
}
contract Open is Base { function open(address first) public { owner = first; } }
contract Closed is Base {}`,
    sound: `pragma solidity ^0.4.24;
contract Base {
  address owner = msg.sender;
  address founder = msg.sender;
  modifier only { require(msg.sender == founder); _; }
  function close() public only { selfdestruct(owner); }
  function who() public view returns (bool) { return msg.sender == owner; }
}
contract Open is Base { function open(address first) public { owner = first; } }
contract Closed is Base {}`,
  },
  {
    rule: 'solidity/unprotected-withdrawal',
    what: 'the till of an owner whom anybody replaces',
    faulty: `pragma solidity ^0.4.24;
contract Shop {
  address owner;
  function isOwner() internal view returns (bool) { return msg.sender == owner; }
  function open() public { owner = msg.sender; }
  function empty(uint sum) public {
    require(isOwner());
    owner.transfer(sum); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Shop {
  address owner;
  function isOwner() internal view returns (bool) { return msg.sender == owner; }
  function open() public { require(owner == 0); owner = msg.sender; }
  function empty(uint sum) public {
    require(isOwner());
    owner.transfer(sum);
  }
}
contract Bank {
  address owner;
  mapping(address => uint) holds;
  function open() public { owner = msg.sender; }
  function take(uint sum) public {
    require(msg.sender == owner);
    require(holds[msg.sender] >= sum);
    holds[msg.sender] -= sum;
    msg.sender.transfer(sum);
  }
}`,
  },
];
