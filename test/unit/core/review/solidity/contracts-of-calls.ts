import type { SolidityRuleId } from '../../../../../core/review/solidity/rules.ts';

/** A contract with a fault in the lines that end with `// <`, and one that does the same without it. */
export interface Pair {
  readonly rule: SolidityRuleId;
  readonly what: string;
  readonly faulty: string;
  readonly sound: string;
}

/** Calls that leave the contract. */
export const CALLS: readonly Pair[] = [
  {
    rule: 'solidity/reentrancy',
    what: 'a purse that pays before it notes it',
    faulty: `pragma solidity ^0.8.0;
contract Purse {
  mapping(address => uint) public holds;
  function put() external payable { holds[msg.sender] += msg.value; }
  function take(uint amount) external {
    require(holds[msg.sender] >= amount);
    (bool paid, ) = msg.sender.call{value: amount}(""); // <
    require(paid);
    holds[msg.sender] -= amount;
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Purse {
  mapping(address => uint) public holds;
  function put() external payable { holds[msg.sender] += msg.value; }
  function take(uint amount) external {
    require(holds[msg.sender] >= amount);
    holds[msg.sender] -= amount;
    (bool paid, ) = msg.sender.call{value: amount}("");
    require(paid);
  }
}`,
  },
  {
    rule: 'solidity/reentrancy',
    what: 'a lock around a payment through another function',
    faulty: `pragma solidity ^0.4.20;
contract Purse {
  mapping(address => uint) holds;
  function take() public {
    var mine = holds[msg.sender];
    pay(mine);
    holds[msg.sender] = 0;
  }
  function pay(uint amount) private {
    if (!msg.sender.call.value(amount)()) throw; // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Purse {
  uint private state = 1;
  mapping(address => uint) holds;
  modifier alone() { require(state == 1); state = 2; _; state = 1; }
  function take() public alone {
    uint mine = holds[msg.sender];
    pay(mine);
    holds[msg.sender] = 0;
  }
  function pay(uint amount) private {
    (bool paid, ) = msg.sender.call{value: amount}("");
    require(paid);
  }
}`,
  },
  {
    rule: 'solidity/reentrancy',
    what: 'a modifier that asks the caller',
    faulty: `pragma solidity ^0.5.0;
interface Visitor { function wants() external returns (bool); }
contract Gifts {
  mapping(address => uint) given;
  modifier once { require(given[msg.sender] == 0); _; }
  modifier willing { require(Visitor(msg.sender).wants()); _; }
  function give() public once willing { // <
    given[msg.sender] += 20;
  }
}`,
    sound: `pragma solidity ^0.5.0;
interface Visitor { function wants() external view returns (bool); }
contract Gifts {
  mapping(address => uint) given;
  modifier once { require(given[msg.sender] == 0); _; }
  modifier willing { require(Visitor(msg.sender).wants()); _; }
  function give() public once willing {
    given[msg.sender] += 20;
  }
}`,
  },
  {
    rule: 'solidity/reentrancy-by-transfer',
    what: 'a reward that is sent before it is noted',
    faulty: `pragma solidity ^0.5.0;
contract Reward {
  mapping(address => uint) owed;
  function claim() public {
    require(owed[msg.sender] > 0);
    msg.sender.transfer(owed[msg.sender]); // <
    owed[msg.sender] = 0;
  }
}`,
    sound: `pragma solidity ^0.5.0;
contract Reward {
  mapping(address => uint) owed;
  function claim() public {
    uint amount = owed[msg.sender];
    owed[msg.sender] = 0;
    msg.sender.transfer(amount);
  }
}`,
  },
  {
    rule: 'solidity/unchecked-send',
    what: 'a prize whose sending may fail',
    faulty: `pragma solidity ^0.4.24;
contract Prize {
  address winner;
  bool paid;
  function pay() public {
    require(!paid);
    winner.send(1 ether); // <
    paid = true;
  }
  function payAgain() public {
    if (!winner.send(1 ether)) { // <
    }
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Prize {
  address winner;
  bool paid;
  uint owed;
  function pay() public {
    require(!paid);
    paid = true;
    require(winner.send(1 ether));
  }
  function payAgain() public {
    if (!winner.send(1 ether)) { owed += 1 ether; }
  }
}`,
  },
  {
    rule: 'solidity/unchecked-call',
    what: 'a call that nobody looks at',
    faulty: `pragma solidity ^0.8.0;
contract Bell {
  function ring(address who) external {
    who.call(""); // <
    (bool heard, ) = who.call(""); // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Bell {
  function ring(address who) external returns (bool) {
    (bool heard, ) = who.call("");
    return heard;
  }
}`,
  },
];
