// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @notice The cheat codes of forge that the tests use.
interface Vm {
    function warp(uint256 time) external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function expectRevert(bytes calldata reason) external;
    function expectRevert(bytes4 reason) external;
    function assume(bool condition) external;
}

/// @notice What every test of the distributor shares: cheat codes, accounts, and a Merkle tree.
abstract contract Cheats {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bool public constant IS_TEST = true;

    function check(bool condition, string memory law) internal pure {
        require(condition, law);
    }

    function leaf(address account, uint256 cumulative) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, cumulative))));
    }

    function node(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    /// @notice Root over the leaves, and the proof of the one at the index. An odd last node is carried up.
    function tree(bytes32[] memory level, uint256 index) internal pure returns (bytes32 root, bytes32[] memory proof) {
        bytes32[] memory path = new bytes32[](32);
        uint256 depth;
        while (level.length > 1) {
            bytes32[] memory up = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < up.length; ++i) {
                up[i] = 2 * i + 1 < level.length ? node(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            if (index ^ 1 < level.length) path[depth++] = level[index ^ 1];
            index /= 2;
            level = up;
        }
        proof = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            proof[i] = path[i];
        }
        return (level[0], proof);
    }
}
