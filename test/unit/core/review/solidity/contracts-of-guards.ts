import type { Pair } from './contracts-of-calls.ts';

/** Whom a condition lets in, whom it holds off, and what it says of numbers. */
export const GUARDS: readonly Pair[] = [
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'a check that shuts out nobody but the owner',
    faulty: `pragma solidity ^0.4.24;
contract Kiosk {
  address keeper = msg.sender;
  modifier onlyKeeper() { require(keeper != msg.sender); _; }
  function close() public onlyKeeper {
    selfdestruct(keeper); // <
  }
  function shut(address to) public {
    if (msg.sender == keeper) return;
    selfdestruct(to); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Kiosk {
  address keeper = msg.sender;
  modifier onlyKeeper() { if (keeper == msg.sender) _; }
  function isKeeper() private view returns (bool) { if (msg.sender == keeper) return true; return false; }
  function close() public onlyKeeper { selfdestruct(keeper); }
  function shut(address to) public {
    if (!(msg.sender != keeper)) { selfdestruct(to); return; }
    revert();
  }
  function lock(address to) public {
    if (msg.sender != keeper) return;
    selfdestruct(to);
  }
  function end(address to) public { require(isKeeper() == true); selfdestruct(to); }
}`,
  },
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'everybody but those on a black list',
    faulty: `pragma solidity ^0.8.0;
contract Locker {
  mapping(address => bool) frozen;
  function freeze(address who) external { require(who != msg.sender); }
  function end() external {
    require(!frozen[msg.sender], "frozen");
    selfdestruct(payable(msg.sender)); // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Locker {
  mapping(address => bool) invited;
  constructor() { invited[msg.sender] = true; }
  function end() external {
    if (!invited[msg.sender]) revert();
    selfdestruct(payable(msg.sender));
  }
}`,
  },
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'an owner whom somebody names, and who then takes over',
    faulty: `pragma solidity ^0.4.24;
contract Relay {
  address runner = msg.sender;
  address nextRunner;
  function name(address next) public { nextRunner = next; }
  function take() public { require(msg.sender == nextRunner); runner = nextRunner; }
  function end() public {
    require(msg.sender == runner);
    selfdestruct(runner); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Relay {
  address runner = msg.sender;
  address nextRunner;
  function name(address next) public { require(msg.sender == runner); nextRunner = next; }
  function take() public { require(msg.sender == nextRunner); runner = nextRunner; }
  function end() public { require(msg.sender == runner); selfdestruct(runner); }
}`,
  },
  {
    rule: 'solidity/unprotected-owner-change',
    what: 'whom a caller lets act for somebody else',
    faulty: `pragma solidity ^0.8.0;
contract Tickets {
  mapping(address => mapping(address => bool)) operators;
  function allow(address owner, address operator) external { // <
    operators[owner][operator] = true;
  }
  function move(address owner) external view { require(operators[owner][msg.sender]); }
}`,
    sound: `pragma solidity ^0.8.0;
contract Tickets {
  mapping(address => mapping(address => bool)) operators;
  function allow(address operator, bool may) external {
    require(operator != msg.sender);
    operators[msg.sender][operator] = may;
  }
  function move(address owner) external view { require(operators[owner][msg.sender]); }
}`,
  },
  {
    rule: 'solidity/unprotected-withdrawal',
    what: 'what a helper pays for whoever asks',
    faulty: `pragma solidity ^0.4.24;
contract Desk {
  uint reserve;
  function () public payable {}
  function pay(address to, uint amount) private {
    if (!to.send(amount)) revert(); // <
  }
  function refund(address to, uint amount) public {
    require(reserve + amount <= address(this).balance);
    pay(to, amount);
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Desk {
  mapping(address => uint) owed;
  function () public payable { owed[msg.sender] += msg.value; }
  function pay(address to, uint amount) private { if (!to.send(amount)) revert(); }
  function refund(address to, uint amount) public {
    require(owed[msg.sender] >= amount);
    owed[msg.sender] -= amount;
    pay(to, amount);
  }
  function take(uint amount) private { require(owed[msg.sender] >= amount); owed[msg.sender] -= amount; }
  function refundAll(address to, uint amount) public {
    take(amount);
    pay(to, amount);
  }
}`,
  },
  {
    rule: 'solidity/unprotected-withdrawal',
    what: 'a prize for those whom a caller names',
    faulty: `pragma solidity ^0.4.24;
contract Fair {
  uint prize;
  function enter() public payable { prize += msg.value; }
  function give(address[] winners) public {
    require(address(this).balance >= prize);
    for (uint i = 0; i < winners.length; i++)
      winners[i].transfer(prize / winners.length); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Fair {
  mapping(address => uint) prizes;
  uint rate;
  function enter() public payable { prizes[msg.sender] += msg.value; }
  function worth(address of_) private view returns (uint) { return prizes[of_] * rate; }
  function give(address to) public {
    uint mine = worth(msg.sender);
    prizes[msg.sender] = 0;
    to.transfer(mine);
  }
}`,
  },
  {
    rule: 'solidity/unprotected-withdrawal',
    what: 'a till that is emptied to whom anybody names',
    faulty: `pragma solidity ^0.4.24;
contract Stall {
  address owner = msg.sender;
  function sell(address next) public { owner = next; }
  function price(uint value) public { require(msg.sender == owner); }
  function empty() public {
    owner.transfer(address(this).balance); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Stall {
  address owner = msg.sender;
  function sell(address next) public { require(msg.sender == owner); owner = next; }
  function empty() public { owner.transfer(address(this).balance); }
}`,
  },
  {
    rule: 'solidity/underflow',
    what: 'enough of one thing, and another one is taken from',
    faulty: `pragma solidity ^0.4.24;
contract Coin {
  mapping(address => uint) holds;
  mapping(address => mapping(address => uint)) allowed;
  uint total;
  function moveFrom(address from, address to, uint amount) public {
    bool enough = holds[from] >= amount;
    if (enough && to != from) {
      holds[from] -= amount;
      allowed[from][msg.sender] -= amount; // <
      holds[to] += amount;
    } else { revert(); }
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Coin {
  mapping(address => uint) holds;
  mapping(address => mapping(address => uint)) allowed;
  uint total;
  function moveFrom(address from, address to, uint amount) public {
    bool enough = holds[from] >= amount;
    if (allowed[from][msg.sender] < amount) return;
    if (enough && to != from) {
      holds[from] -= amount;
      allowed[from][msg.sender] -= amount;
      holds[to] += amount;
    } else { revert(); }
  }
  function burn(uint amount) public {
    require(amount <= holds[msg.sender]);
    holds[msg.sender] -= amount;
    total -= amount;
  }
}`,
  },
  {
    rule: 'solidity/overflow',
    what: 'a limit that a sum which wraps is below',
    faulty: `pragma solidity ^0.4.24;
contract Mint {
  uint constant LIMIT = 1000000;
  address minter = msg.sender;
  uint made;
  function make(uint amount) public {
    require(msg.sender == minter);
    require(made + amount <= LIMIT); // <
    made += amount;
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Mint {
  uint constant LIMIT = 1000000;
  address minter = msg.sender;
  uint made;
  function make(uint amount) public {
    require(msg.sender == minter);
    require(amount <= LIMIT && made + amount <= LIMIT);
    made += amount;
  }
}`,
  },
  {
    rule: 'solidity/approve-race',
    what: 'allowances by steps, in a base',
    faulty: `pragma solidity ^0.4.24;
contract Coin {
  mapping(address => mapping(address => uint)) allowed;
  function increase(uint by) public { allowed[msg.sender][this] += by; }
  function approve(address spender, uint amount) public {
    allowed[msg.sender][spender] = amount; // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Steps {
  mapping(address => mapping(address => uint)) allowed;
  function decreaseAllowance(address spender, uint by) public {
    require(allowed[msg.sender][spender] >= by);
    allowed[msg.sender][spender] -= by;
  }
}
contract Coin is Steps {
  function approve(address spender, uint amount) public { allowed[msg.sender][spender] = amount; }
}`,
  },
  {
    rule: 'solidity/weak-randomness',
    what: 'the hash of a block, and one that a caller says to be it',
    faulty: `pragma solidity ^0.5.0;
contract Bet {
  uint wins;
  function play(uint at, bytes32 guess) public {
    require(at < block.number);
    bytes32 last = blockhash(block.number - 1); // <
    if (uint(last) % 2 == uint(guess) % 2) wins++; // <
  }
}`,
    sound: `pragma solidity ^0.5.0;
contract Bet {
  uint settled;
  function settle(uint at, bytes32 hash) public {
    require(blockhash(at) == hash);
    settled++;
  }
}`,
  },
  {
    rule: 'solidity/shadowed-state',
    what: 'a public name that its base uses, and one that it only promises',
    faulty: `pragma solidity ^0.4.24;
contract Supply {
  uint public total;
  function left() public view returns (uint) { return total; }
}
contract Coin is Supply {
  uint public total = 100; // <
}`,
    sound: `pragma solidity ^0.4.24;
contract Supply {
  uint public total;
  function of_(uint total) public pure returns (uint) { return total; }
}
contract Coin is Supply {
  uint public total = 100;
}`,
  },
  {
    rule: 'solidity/unprotected-withdrawal',
    what: 'a payment for whoever asks, which the owner can have made as well',
    faulty: `pragma solidity ^0.8.0;
contract Till {
  address keeper = msg.sender;
  function refund(address to) public { require(msg.sender == keeper); pay(payable(to)); }
  function take() public { pay(payable(msg.sender)); }
  function pay(address payable to) internal {
    to.transfer(1 ether); // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Till {
  address keeper = msg.sender;
  function refund(address to) public { require(msg.sender == keeper); pay(payable(to)); }
  function take() public { require(msg.sender == keeper); pay(payable(msg.sender)); }
  function pay(address payable to) internal { to.transfer(1 ether); }
}`,
  },
];
