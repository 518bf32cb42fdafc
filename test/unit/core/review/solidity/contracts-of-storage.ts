import type { Pair } from './contracts-of-calls.ts';

/** What stops a contract, what stands where, and how it is written. */
export const STORAGE: readonly Pair[] = [
  {
    rule: 'solidity/payment-blocks-others',
    what: 'a throne that its king keeps',
    faulty: `pragma solidity ^0.4.24;
contract Throne {
  address king;
  uint price;
  function claim() public payable {
    require(msg.value > price);
    require(king.send(price)); // <
    king = msg.sender;
    price = msg.value;
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Throne {
  address king;
  uint price;
  mapping(address => uint) owed;
  function claim() public payable {
    require(msg.value > price);
    owed[king] = price;
    king = msg.sender;
    price = msg.value;
  }
}`,
  },
  {
    rule: 'solidity/payments-in-loop',
    what: 'everybody paid at once',
    faulty: `pragma solidity ^0.4.24;
contract Refunds {
  address[] people;
  mapping(address => uint) owed;
  function join() public payable { people.push(msg.sender); owed[msg.sender] = msg.value; }
  function refund() public {
    for (uint i; i < people.length; i++) {
      require(people[i].send(owed[people[i]])); // <
    }
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Refunds {
  mapping(address => uint) owed;
  function join() public payable { owed[msg.sender] = msg.value; }
  function refund() public {
    uint mine = owed[msg.sender];
    owed[msg.sender] = 0;
    require(msg.sender.send(mine));
  }
}`,
  },
  {
    rule: 'solidity/unbounded-loop',
    what: 'lists that grow',
    faulty: `pragma solidity ^0.5.0;
contract Lists {
  uint[] list;
  function add(uint item) public { list.push(item); }
  function fill(uint times) public {
    for (uint i = 0; i < times; i++) { // <
      list.push(i);
    }
  }
  function reset() public {
    for (uint i = 0; i < list.length; i++) { // <
      list[i] = 0;
    }
    delete list; // <
  }
}`,
    sound: `pragma solidity ^0.5.0;
contract Lists {
  uint[] list;
  function add(uint item) public { require(list.length < 50); list.push(item); }
  function fill() public {
    for (uint i = 0; i < 10; i++) {
      list.push(i);
    }
  }
  function sum(uint[] memory items) public pure returns (uint all) {
    for (uint i = 0; i < items.length; i++) all += items[i];
  }
}`,
  },
  {
    rule: 'solidity/short-address',
    what: 'a coin of an old compiler',
    faulty: `pragma solidity ^0.4.11;
contract Coin {
  mapping(address => uint) holds;
  function send(address to, uint amount) public { // <
    require(holds[msg.sender] >= amount);
    holds[msg.sender] -= amount;
    holds[to] += amount;
  }
}`,
    sound: `pragma solidity ^0.4.11;
contract Coin {
  mapping(address => uint) holds;
  function send(address to, uint amount) public {
    require(msg.data.length >= 68 && holds[msg.sender] >= amount);
    holds[msg.sender] -= amount;
    holds[to] += amount;
  }
}`,
  },
  {
    rule: 'solidity/uninitialized-storage',
    what: 'a struct from nowhere',
    faulty: `pragma solidity ^0.4.24;
contract Names {
  struct Name { bytes32 text; address owner; }
  bool open;
  mapping(bytes32 => Name) names;
  function register(bytes32 text) public {
    Name entry; // <
    entry.text = text;
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Names {
  struct Name { bytes32 text; address owner; }
  bool open;
  mapping(bytes32 => Name) names;
  function register(bytes32 text) public {
    Name memory fresh;
    fresh.text = text;
    names[text] = fresh;
    Name storage entry = names[text];
    entry.owner = msg.sender;
  }
}`,
  },
  {
    rule: 'solidity/shadowed-state',
    what: 'two owners',
    faulty: `pragma solidity ^0.4.24;
contract Base { address owner; }
contract Heir is Base {
  address owner; // <
}`,
    sound: `pragma solidity ^0.4.24;
contract Base { address private owner; }
contract Heir is Base {
  address owner;
}`,
  },
  {
    rule: 'solidity/effects-after-payment',
    what: 'a winner paid before it is noted',
    faulty: `pragma solidity ^0.5.0;
contract Prize {
  address payable winner;
  bool paid;
  function pay() public {
    require(!paid);
    winner.transfer(1 ether); // <
    paid = true;
  }
}`,
    sound: `pragma solidity ^0.5.0;
contract Prize {
  address payable winner;
  bool paid;
  function pay() public {
    require(!paid);
    paid = true;
    winner.transfer(1 ether);
  }
}`,
  },
  {
    rule: 'solidity/syntax-error',
    what: 'a semicolon too few',
    faulty: `pragma solidity ^0.8.0;
contract Lamp {
  uint lit;
  function on() external {
    lit = = 1; // <
  }
  function off() external { lit = 0; }
}`,
    sound: `pragma solidity ^0.8.0;
contract Lamp {
  uint lit;
  function on() external { lit = 1; }
}`,
  },
  {
    rule: 'solidity/floating-pragma',
    what: 'compilers of four lines',
    faulty: `pragma solidity >=0.5.0 <0.9.0; // <
contract Lamp { uint lit; }`,
    sound: `pragma solidity ^0.8.20;
contract Lamp { uint lit; }`,
  },
  {
    rule: 'solidity/default-visibility',
    what: 'a function of which nothing is said',
    faulty: `pragma solidity ^0.4.24;
contract Lamp {
  uint lit;
  function on() { lit = 1; } // <
}`,
    sound: `pragma solidity ^0.4.24;
contract Lamp {
  uint lit;
  function on() external { lit = 1; }
}`,
  },
  {
    rule: 'solidity/deprecated',
    what: 'words of 0.4',
    faulty: `pragma solidity ^0.4.11;
contract Old {
  function end(bytes32 a) public {
    if (sha3(a) == block.blockhash(1)) throw; // <
    var b = a; // <
    suicide(msg.sender); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Old {
  function end(bytes32 a) public {
    if (keccak256(a) == blockhash(1)) revert();
    bytes32 b = a;
    selfdestruct(msg.sender);
  }
}`,
  },
  {
    rule: 'solidity/unused-variable',
    what: 'a number that nobody reads',
    faulty: `pragma solidity ^0.8.0;
contract Sum {
  function sum(uint a, uint b) external pure returns (uint) {
    uint c = a + b; // <
    return a;
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Sum {
  function sum(uint a, uint b) external pure returns (uint) {
    uint c = a + b;
    return c;
  }
}`,
  },
  {
    rule: 'solidity/empty-block',
    what: 'a question without consequence',
    faulty: `pragma solidity ^0.8.0;
contract Ask {
  function ask(uint a) external pure {
    if (a > 1) {} // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Ask {
  function ask(uint a) external pure {
    if (a > 1) revert();
  }
}`,
  },
  {
    rule: 'solidity/shadowed-name',
    what: 'a local variable like one of storage',
    faulty: `pragma solidity ^0.8.0;
contract Lamp {
  uint lit;
  function set(uint lit) external pure returns (uint) { return lit; } // <
}`,
    sound: `pragma solidity ^0.8.0;
contract Lamp {
  uint lit;
  function set(uint lit_) external { lit = lit_; }
}`,
  },
  {
    rule: 'solidity/mistyped-operator',
    what: 'a sign on the wrong side',
    faulty: `pragma solidity ^0.5.0;
contract Count {
  int count;
  function up() external { count =+ 1; } // <
}`,
    sound: `pragma solidity ^0.5.0;
contract Count {
  int count;
  function up() external { count += 1; }
  function reset() external { count = -1; }
}`,
  },
];
