// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {RewardDistributor} from "../../main/solidity/RewardDistributor.sol";
import {Cheats} from "./Cheats.sol";
import {TestToken} from "./TestToken.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Does what people do, in any order; each step is guarded so that it must succeed, except those that try what must fail.
contract Life is Cheats {
    uint256 internal constant PEOPLE = 5;
    address internal constant REPORTER = address(0xA1);
    address internal constant GUARDIAN = address(0xA2);

    TestToken public token;
    RewardDistributor public distributor;
    bytes32[] internal vetoed;
    uint256[PEOPLE] internal activeAmounts;
    uint256[PEOPLE] internal pendingAmounts;
    bool internal wasPaused;
    uint256 public totalPaid;
    uint256 public lastActiveTotal;
    uint64 public lastEpoch;
    string public broken;

    constructor() {
        token = new TestToken(1e36);
        distributor = new RewardDistributor(IERC20(address(token)), address(this), 1 days, REPORTER, GUARDIAN, 2 days);
        token.approve(address(distributor), type(uint256).max);
    }

    function person(uint256 i) public pure returns (address) {
        return address(uint160(0xC000 + i));
    }

    function propose(uint64[PEOPLE] calldata more) external {
        (bytes32 root,,, uint64 epoch,) = distributor.pending();
        if (root != 0) return;
        (,,, epoch,) = distributor.active();
        uint256 total;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            pendingAmounts[i] = activeAmounts[i] + more[i];
            total += pendingAmounts[i];
        }
        (root,) = tree(leaves(pendingAmounts), 0);
        vm.prank(REPORTER);
        distributor.proposeRoot(epoch + 1, root, uint128(total), root);
    }

    function veto() external {
        (bytes32 root,,,,) = distributor.pending();
        if (root == 0) return;
        vm.prank(GUARDIAN);
        try distributor.veto(root) {
            vetoed.push(root);
        } catch {
            broken = "a veto failed inside the window";
        }
        (root,,,,) = distributor.pending();
        if (root != 0) broken = "a vetoed root is still pending";
    }

    function activate() external {
        (bytes32 root,, uint128 total,, uint64 at) = distributor.pending();
        bool due = root != 0 && block.timestamp >= at && distributor.funded() >= total && !distributor.paused();
        try distributor.activate(root) {
            if (!due) broken = "a root became active before its time or without funds";
            activeAmounts = pendingAmounts;
        } catch {
            if (due) broken = "a root that was due could not be activated";
        }
        (,, total, lastEpoch,) = distributor.active();
        if (total < lastActiveTotal) broken = "the active total fell";
        lastActiveTotal = total;
    }

    function fund(uint96 amount) external {
        distributor.fund(amount);
    }

    function withdraw(uint96 amount) external {
        (,, uint128 active,,) = distributor.active();
        uint256 before = distributor.funded();
        try distributor.withdraw(address(this), amount) {
            if (before - amount < active) broken = "what the active root needs was taken out";
        } catch {}
    }

    function claim(uint256 who) external {
        who %= PEOPLE;
        uint256 before = distributor.claimed(person(who));
        bool due = activeAmounts[who] > before && distributor.claimableRoot() != 0;
        (, bytes32[] memory proof) = tree(leaves(activeAmounts), who);
        vm.prank(person(who));
        try distributor.claim(activeAmounts[who], proof) {
            if (!due) broken = "a claim succeeded that had nothing to get";
            totalPaid += activeAmounts[who] - before;
        } catch {
            if (due) broken = "a claim that was due failed";
        }
        if (distributor.claimed(person(who)) < before) broken = "a cumulative amount fell";
    }

    function discard() external {
        (bytes32 root,, uint128 total,, uint64 at) = distributor.pending();
        if (root == 0) return;
        bool stuck = block.timestamp >= at && distributor.funded() < total;
        vm.prank(REPORTER);
        try distributor.discard(root) {
            if (!stuck) broken = "a root that is not stuck was discarded";
        } catch {
            if (stuck) broken = "an underfunded root blocks later ones";
        }
    }

    function pauseOrGoOn() external {
        if (distributor.paused()) {
            distributor.unpause();
        } else {
            vm.prank(GUARDIAN);
            distributor.pause();
        }
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + time % 3 days);
    }

    function leaves(uint256[PEOPLE] storage amounts) internal view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](PEOPLE);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            hashes[i] = leaf(person(i), amounts[i]);
        }
    }

    function claimedByAll() external view returns (uint256 sum) {
        for (uint256 i = 0; i < PEOPLE; ++i) {
            sum += distributor.claimed(person(i));
        }
    }
}

contract Invariants is Cheats {
    Life internal life;

    function setUp() public {
        vm.warp(1_000_000);
        life = new Life();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(life);
    }

    function invariant_claims_never_exceed_the_active_total_nor_that_what_was_funded() public view {
        RewardDistributor distributor = life.distributor();
        (,, uint128 total,,) = distributor.active();
        uint256 claimed = life.claimedByAll();
        check(claimed == life.totalPaid(), "what is booked is what was paid");
        check(claimed <= total, "claims within the active total");
        check(total <= distributor.funded(), "the active total within what was funded");
        check(
            life.token().balanceOf(address(distributor)) == distributor.funded() - claimed,
            "what was funded is here or was paid"
        );
    }

    function invariant_nothing_that_must_not_happen_happened() public view {
        check(bytes(life.broken()).length == 0, life.broken());
    }
}
