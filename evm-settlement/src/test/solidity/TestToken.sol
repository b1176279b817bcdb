// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token for tests: anyone mints, a fee can be set, and accounts can be barred.
contract TestToken is ERC20 {
    uint256 public feePerMille;
    mapping(address => bool) public barred;

    error Barred(address account);

    constructor(uint256 supply) ERC20("Test", "TEST") {
        _mint(msg.sender, supply);
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setFee(uint256 perMille) external {
        feePerMille = perMille;
    }

    function bar(address account) external {
        barred[account] = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (barred[to]) revert Barred(to);
        uint256 fee = from == address(0) || to == address(0) ? 0 : amount * feePerMille / 1000;
        super._update(from, to, amount - fee);
        if (fee > 0) super._update(from, address(0), fee);
    }
}
