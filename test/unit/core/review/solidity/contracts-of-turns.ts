import type { Pair } from './contracts-of-calls.ts';

/** Where one word more or less in a condition, a loop or a helper turns what is told. */
export const TURNS: readonly Pair[] = [
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'a check that is compared with a yes or a no that is written',
    faulty: `pragma solidity ^0.8.0;
contract Kiosk {
  mapping(address => bool) isKeeper;
  function close() public {
    require(isKeeper[msg.sender] == false);
    selfdestruct(payable(msg.sender)); // <
  }
  function shut() public {
    require(true != isKeeper[msg.sender]);
    selfdestruct(payable(msg.sender)); // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Kiosk {
  mapping(address => bool) isKeeper;
  function close() public {
    require(isKeeper[msg.sender] == true);
    selfdestruct(payable(msg.sender));
  }
  function shut() public {
    require(false != isKeeper[msg.sender]);
    selfdestruct(payable(msg.sender));
  }
}`,
  },
  {
    rule: 'solidity/unchecked-send',
    what: 'an answer that is read further up, where no loop leads there again',
    faulty: `pragma solidity ^0.4.24;
contract Fair {
  bool paid;
  function pay(address to) public {
    bool went = paid;
    if (went) return;
    went = to.send(1); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Fair {
  uint misses;
  function pay(address to) public {
    bool went = true;
    for (uint turn = 0; turn < 3; turn++) {
      if (!went) misses++;
      went = to.send(1);
    }
  }
}`,
  },
  {
    rule: 'solidity/weak-randomness',
    what: 'a number made of the gas of a block',
    faulty: `pragma solidity ^0.8.0;
contract Draw {
  uint public winner;
  function draw(uint players) public {
    uint base = block.gaslimit; // <
    winner = uint(keccak256(abi.encode(base))) % players; // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Draw {
  uint public most;
  function note() public {
    most = block.gaslimit;
  }
}`,
  },
];
