import type { Pair } from './contracts-of-calls.ts';

/** Who may do what. */
export const ACCESS: readonly Pair[] = [
  {
    rule: 'solidity/unprotected-selfdestruct',
    what: 'an end that anybody brings about',
    faulty: `pragma solidity ^0.8.0;
contract Lamp {
  function end() external { selfdestruct(payable(msg.sender)); } // <
}`,
    sound: `pragma solidity ^0.8.0;
contract Lamp {
  address private immutable keeper = msg.sender;
  function isKeeper(address who) private view returns (bool) { return who == keeper; }
  function end() external { require(isKeeper(msg.sender)); selfdestruct(payable(keeper)); }
}`,
  },
  {
    rule: 'solidity/delegatecall-to-input',
    what: 'a proxy that runs whatever it is given',
    faulty: `pragma solidity ^0.8.0;
contract Runner {
  function run(address code, bytes calldata input) external {
    (bool done, ) = code.delegatecall(input); // <
    require(done);
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Runner {
  address private immutable keeper = msg.sender;
  function run(address code, bytes calldata input) external {
    if (msg.sender != keeper) revert();
    (bool done, ) = code.delegatecall(input);
    require(done);
  }
}`,
  },
  {
    rule: 'solidity/delegatecall-of-input',
    what: 'a fallback that hands everything on',
    faulty: `pragma solidity ^0.4.24;
contract Wallet {
  address library_;
  function() public payable {
    require(library_.delegatecall(msg.data)); // <
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Wallet {
  address library_;
  function() public payable {
    require(library_.call(bytes4(keccak256("paid()"))));
  }
}`,
  },
  {
    rule: 'solidity/unprotected-owner-change',
    what: 'an owner whom anybody replaces',
    faulty: `pragma solidity ^0.4.24;
contract Owned {
  address owner = msg.sender;
  modifier onlyOwner { require(owner == msg.sender); _; }
  function replaceOwner(address next) public { // <
    owner = next;
  }
  function rest() public onlyOwner { owner = 0; }
}`,
    sound: `pragma solidity ^0.4.24;
contract Owned {
  address owner = msg.sender;
  modifier onlyOwner { require(owner == msg.sender); _; }
  function replaceOwner(address next) public onlyOwner {
    owner = next;
  }
}`,
  },
  {
    rule: 'solidity/wrong-constructor-name',
    what: 'a constructor with a letter too many',
    faulty: `pragma solidity ^0.4.24;
contract Missing {
  address owner;
  function Missings() public { // <
    owner = msg.sender;
  }
  function take() public { require(msg.sender == owner); owner.transfer(address(this).balance); }
}`,
    sound: `pragma solidity ^0.4.24;
contract Missing {
  address owner;
  function Missing() public {
    owner = msg.sender;
  }
  function take() public { require(msg.sender == owner); owner.transfer(address(this).balance); }
}`,
  },
  {
    rule: 'solidity/tx-origin',
    what: 'a check of who began it all',
    faulty: `pragma solidity ^0.8.0;
contract Purse {
  address owner = msg.sender;
  function send(address payable to, uint amount) external {
    require(tx.origin == owner); // <
    to.transfer(amount);
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Purse {
  address owner = msg.sender;
  function send(address payable to, uint amount) external {
    require(msg.sender == owner && tx.origin == msg.sender);
    to.transfer(amount);
  }
}`,
  },
  {
    rule: 'solidity/arbitrary-storage-write',
    what: 'a length below zero',
    faulty: `pragma solidity ^0.4.24;
contract Codes {
  uint[] codes;
  function add(uint code) public { codes.push(code); }
  function drop() public {
    require(0 <= codes.length);
    codes.length--; // <
  }
  function set(uint at, uint code) public {
    if (codes.length <= at) {
      codes.length = at + 1; // <
    }
    codes[at] = code;
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Codes {
  uint[] codes;
  function add(uint code) public { codes.push(code); }
  function drop() public {
    require(codes.length > 0);
    codes.length--;
  }
  function set(uint at, uint code) public {
    require(at < codes.length);
    codes[at] = code;
  }
}`,
  },
  {
    rule: 'solidity/unprotected-withdrawal',
    what: 'ether for whoever asks',
    faulty: `pragma solidity ^0.8.0;
contract Fountain {
  receive() external payable {}
  function drink() external {
    payable(msg.sender).transfer(address(this).balance); // <
  }
}`,
    sound: `pragma solidity ^0.8.0;
contract Fountain {
  mapping(address => uint) thirst;
  function pour() external payable { thirst[msg.sender] += msg.value; }
  function drink() external {
    uint mine = thirst[msg.sender];
    thirst[msg.sender] = 0;
    payable(msg.sender).transfer(mine);
  }
}`,
  },
  {
    rule: 'solidity/inverted-balance-check',
    what: 'at least, where at most was meant',
    faulty: `pragma solidity ^0.4.24;
contract Wallet {
  mapping(address => uint) holds;
  function take(uint amount) public {
    require(amount >= holds[msg.sender]); // <
    holds[msg.sender] -= amount;
    msg.sender.transfer(amount);
  }
}`,
    sound: `pragma solidity ^0.4.24;
contract Wallet {
  mapping(address => uint) holds;
  function take(uint amount) public {
    require(amount <= holds[msg.sender]);
    holds[msg.sender] -= amount;
    msg.sender.transfer(amount);
  }
}`,
  },
];
