// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {RewardDistributor} from "../../main/solidity/RewardDistributor.sol";
import {Cheats} from "./Cheats.sol";
import {TestToken} from "./TestToken.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

contract RewardDistributorTest is Cheats {
    address internal constant REPORTER = address(0xA1);
    address internal constant GUARDIAN = address(0xA2);
    address internal constant STRANGER = address(0xA3);
    bytes32 internal constant EVIDENCE = keccak256("evidence");

    TestToken internal token;
    RewardDistributor internal distributor;

    function setUp() public {
        vm.warp(1_000_000);
        token = new TestToken(1e30);
        distributor = new RewardDistributor(IERC20(address(token)), address(this), 1 days, REPORTER, GUARDIAN, 2 days);
        token.approve(address(distributor), type(uint256).max);
    }

    function account(uint256 i) internal pure returns (address) {
        return address(uint160(0xB000 + i));
    }

    function trees(uint256[4] memory amounts, uint256 index)
        internal
        pure
        returns (bytes32 root, bytes32[] memory proof)
    {
        bytes32[] memory leaves = new bytes32[](4);
        for (uint256 i = 0; i < 4; ++i) {
            leaves[i] = leaf(account(i), amounts[i]);
        }
        return tree(leaves, index);
    }

    function propose(uint64 epoch, bytes32 root, uint128 total) internal {
        vm.prank(REPORTER);
        distributor.proposeRoot(epoch, root, total, EVIDENCE);
    }

    function activateFunded(uint64 epoch, uint256[4] memory amounts) internal returns (bytes32 root) {
        uint128 total = uint128(amounts[0] + amounts[1] + amounts[2] + amounts[3]);
        (root,) = trees(amounts, 0);
        if (total > distributor.funded()) distributor.fund(total - distributor.funded());
        propose(epoch, root, total);
        vm.warp(block.timestamp + 2 days);
        vm.prank(STRANGER);
        distributor.activate(root);
    }

    function testFuzz_everybody_gets_the_difference_and_no_more(uint64[4] memory first, uint64[4] memory more) public {
        uint256[4] memory before;
        uint256[4] memory later;
        for (uint256 i = 0; i < 4; ++i) {
            before[i] = uint256(first[i]) + 1;
            later[i] = before[i] + uint256(more[i]) + 1;
        }
        activateFunded(1, before);
        claimAll(before);
        activateFunded(2, later);
        claimAll(later);
        check(token.balanceOf(address(distributor)) == 0, "all is paid out");
    }

    function claimAll(uint256[4] memory amounts) internal {
        for (uint256 i = 0; i < 4; ++i) {
            (, bytes32[] memory proof) = trees(amounts, i);
            vm.prank(account(i));
            distributor.claim(amounts[i], proof);
            check(token.balanceOf(account(i)) == amounts[i], "paid since the beginning what the tree says");
            vm.prank(account(i));
            vm.expectRevert(
                abi.encodeWithSelector(RewardDistributor.NothingToClaim.selector, account(i), amounts[i])
            );
            distributor.claim(amounts[i], proof);
        }
    }

    function testFuzz_another_amount_account_or_proof_is_refused(uint64[4] memory first, uint256 other, uint8 bit) public {
        uint256[4] memory amounts;
        for (uint256 i = 0; i < 4; ++i) {
            amounts[i] = uint256(first[i]) + 1;
        }
        vm.assume(other != amounts[0]);
        activateFunded(1, amounts);
        (, bytes32[] memory proof) = trees(amounts, 0);
        vm.prank(account(0));
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.InvalidProof.selector, account(0), other));
        distributor.claim(other, proof);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.InvalidProof.selector, STRANGER, amounts[0]));
        distributor.claim(amounts[0], proof);
        proof[1] ^= bytes32(uint256(1) << bit);
        vm.prank(account(0));
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.InvalidProof.selector, account(0), amounts[0]));
        distributor.claim(amounts[0], proof);
    }

    function test_many_are_paid_at_once_and_who_claimed_before_is_passed_over() public {
        uint256[4] memory amounts = [uint256(1), 2, 3, 4];
        activateFunded(1, amounts);
        (, bytes32[] memory own) = trees(amounts, 2);
        vm.prank(account(2));
        distributor.claim(3, own);
        RewardDistributor.Claim[] memory claims = new RewardDistributor.Claim[](4);
        for (uint256 i = 0; i < 4; ++i) {
            (, bytes32[] memory proof) = trees(amounts, i);
            claims[i] = RewardDistributor.Claim(account(i), amounts[i], proof);
        }
        vm.prank(STRANGER);
        distributor.claimFor(claims);
        for (uint256 i = 0; i < 4; ++i) {
            check(token.balanceOf(account(i)) == amounts[i], "each got its own");
        }
        check(token.balanceOf(STRANGER) == 0, "the caller gets nothing");
        claims[0].cumulative = 5;
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.InvalidProof.selector, account(0), 5));
        distributor.claimFor(claims);
    }

    function testFuzz_a_root_waits_for_its_window(uint32 early) public {
        distributor.fund(100);
        propose(1, bytes32(uint256(1)), 100);
        (,,,, uint64 until) = distributor.pending();
        check(until == block.timestamp + 2 days, "the window begins with the proposal");
        uint256 at = block.timestamp + uint256(early) % 2 days;
        vm.warp(at);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.WindowOpen.selector, until));
        distributor.activate(bytes32(uint256(1)));
        vm.prank(GUARDIAN);
        distributor.veto(bytes32(uint256(1)));
        vm.warp(until);
        vm.expectRevert(
            abi.encodeWithSelector(RewardDistributor.NotPending.selector, bytes32(0), bytes32(uint256(1)))
        );
        distributor.activate(bytes32(uint256(1)));
        check(distributor.claimableRoot() == 0, "a vetoed root never pays");
    }

    function test_only_one_root_is_pending_and_a_veto_names_its_root() public {
        propose(1, bytes32(uint256(1)), 1);
        vm.prank(REPORTER);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.RootPending.selector, bytes32(uint256(1))));
        distributor.proposeRoot(1, bytes32(uint256(2)), 1, EVIDENCE);
        vm.prank(GUARDIAN);
        vm.expectRevert(
            abi.encodeWithSelector(
                RewardDistributor.NotPending.selector, bytes32(uint256(1)), bytes32(uint256(2))
            )
        );
        distributor.veto(bytes32(uint256(2)));
        vm.prank(GUARDIAN);
        vm.expectRevert(
            abi.encodeWithSelector(RewardDistributor.NotPending.selector, bytes32(uint256(1)), bytes32(0))
        );
        distributor.veto(bytes32(0));
    }

    function testFuzz_epochs_count_up_and_totals_never_fall(uint64 epoch, uint64 total) public {
        vm.assume(epoch != 2);
        activateFunded(1, [uint256(100), 200, 300, 400]);
        vm.prank(REPORTER);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.EpochNotNext.selector, 2, epoch));
        distributor.proposeRoot(epoch, bytes32(uint256(1)), 1000, EVIDENCE);
        uint128 less = uint128(total % 1000);
        vm.prank(REPORTER);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.TotalFell.selector, 1000, less));
        distributor.proposeRoot(2, bytes32(uint256(1)), less, EVIDENCE);
        propose(2, bytes32(uint256(1)), 1000);
    }

    function test_roots_and_evidence_are_never_zero() public {
        vm.prank(REPORTER);
        vm.expectRevert(RewardDistributor.ZeroRoot.selector);
        distributor.proposeRoot(1, 0, 1, EVIDENCE);
        vm.prank(REPORTER);
        vm.expectRevert(RewardDistributor.ZeroRoot.selector);
        distributor.proposeRoot(1, EVIDENCE, 1, 0);
    }

    function testFuzz_an_underfunded_root_waits_or_makes_way(uint64 promised, uint64 paid) public {
        uint256 needed = uint256(promised) + 1;
        uint256 have = uint256(paid) % needed;
        if (have > 0) distributor.fund(have);
        bytes32 root = bytes32(uint256(1));
        propose(1, root, uint128(needed));
        (,,,, uint64 until) = distributor.pending();
        vm.prank(REPORTER);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.WindowOpen.selector, until));
        distributor.discard(root);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.Underfunded.selector, have, needed));
        distributor.activate(root);
        vm.prank(REPORTER);
        distributor.discard(root);
        propose(1, root, uint128(needed));
        distributor.fund(needed - have);
        vm.warp(until + 2 days);
        vm.prank(REPORTER);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.NotUnderfunded.selector, needed, needed));
        distributor.discard(root);
        distributor.activate(root);
        check(distributor.claimableRoot() == root, "active once funded");
    }

    function test_nothing_is_claimable_before_the_first_root_nor_while_paused() public {
        bytes32[] memory none = new bytes32[](0);
        vm.expectRevert(RewardDistributor.NoActiveRoot.selector);
        distributor.claim(1, none);
        uint256[4] memory amounts = [uint256(1), 2, 3, 4];
        bytes32 root = activateFunded(1, amounts);
        vm.prank(GUARDIAN);
        distributor.pause();
        (, bytes32[] memory proof) = trees(amounts, 0);
        vm.prank(account(0));
        vm.expectRevert(Pausable.EnforcedPause.selector);
        distributor.claim(1, proof);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        distributor.claimFor(new RewardDistributor.Claim[](0));
        propose(2, EVIDENCE, 10);
        vm.warp(block.timestamp + 2 days);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        distributor.activate(EVIDENCE);
        vm.prank(GUARDIAN);
        distributor.veto(EVIDENCE);
        distributor.unpause();
        check(distributor.claimableRoot() == root, "goes on where it was");
        vm.prank(account(0));
        distributor.claim(1, proof);
    }

    function test_every_power_needs_its_role() public {
        bytes32 reporter = distributor.REPORTER_ROLE();
        bytes32 guardian = distributor.GUARDIAN_ROLE();
        refused(GUARDIAN, reporter, abi.encodeCall(distributor.proposeRoot, (1, EVIDENCE, 1, EVIDENCE)));
        refused(GUARDIAN, reporter, abi.encodeCall(distributor.discard, (EVIDENCE)));
        refused(GUARDIAN, reporter, abi.encodeCall(distributor.anchorLedger, (1, EVIDENCE, EVIDENCE)));
        refused(REPORTER, guardian, abi.encodeCall(distributor.veto, (EVIDENCE)));
        refused(REPORTER, guardian, abi.encodeCall(distributor.pause, ()));
        refused(GUARDIAN, 0, abi.encodeCall(distributor.unpause, ()));
        refused(REPORTER, 0, abi.encodeCall(distributor.withdraw, (REPORTER, 1)));
        refused(GUARDIAN, 0, abi.encodeCall(distributor.rotateRole, (reporter, REPORTER, STRANGER)));
        refused(STRANGER, 0, abi.encodeCall(distributor.grantRole, (reporter, STRANGER)));
    }

    function refused(address caller, bytes32 role, bytes memory call) internal {
        vm.prank(caller);
        (bool done, bytes memory reason) = address(distributor).call(call);
        check(!done, "refused without the role");
        check(
            keccak256(reason)
                == keccak256(
                    abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role)
                ),
            "refused because of the role"
        );
    }

    function test_roles_rotate_and_stay_apart() public {
        bytes32 reporter = distributor.REPORTER_ROLE();
        bytes32 guardian = distributor.GUARDIAN_ROLE();
        distributor.rotateRole(reporter, REPORTER, STRANGER);
        check(!distributor.hasRole(reporter, REPORTER) && distributor.hasRole(reporter, STRANGER), "passed on");
        vm.expectRevert(
            abi.encodeWithSelector(RewardDistributor.NotRotatable.selector, reporter, REPORTER, account(1))
        );
        distributor.rotateRole(reporter, REPORTER, account(1));
        vm.expectRevert(RewardDistributor.ZeroAddress.selector);
        distributor.rotateRole(reporter, STRANGER, address(0));
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.RolesNotSeparate.selector, GUARDIAN));
        distributor.grantRole(reporter, GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.RolesNotSeparate.selector, STRANGER));
        distributor.grantRole(guardian, STRANGER);
    }

    function testFuzz_only_surplus_leaves(uint64 paid, uint64 first, uint64 second, uint64 asked) public {
        uint256 active = uint256(first) % (uint256(paid) + 1);
        if (paid > 0) distributor.fund(paid);
        propose(1, EVIDENCE, uint128(active));
        vm.warp(block.timestamp + 2 days);
        distributor.activate(EVIDENCE);
        uint256 next = active + second;
        propose(2, EVIDENCE, uint128(next));
        uint256 surplus = next < paid ? paid - next : 0;
        if (asked > surplus) {
            vm.expectRevert(abi.encodeWithSelector(RewardDistributor.SurplusExceeded.selector, surplus, asked));
            distributor.withdraw(STRANGER, asked);
        } else {
            distributor.withdraw(STRANGER, asked);
            check(token.balanceOf(STRANGER) == asked && distributor.funded() == paid - asked, "surplus leaves");
        }
        check(distributor.funded() >= active, "the active root stays funded");
    }

    function test_a_token_that_takes_a_fee_is_refused() public {
        token.setFee(10);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.TransferMismatch.selector, 1000, 990));
        distributor.fund(1000);
    }

    function testFuzz_the_anchored_ledger_only_grows(uint64 size, uint64 other) public {
        vm.assume(size > 0 && other <= size);
        vm.prank(REPORTER);
        distributor.anchorLedger(size, EVIDENCE, EVIDENCE);
        check(distributor.ledgerSize() == size && distributor.ledgerRoot() == EVIDENCE, "anchored");
        vm.prank(REPORTER);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.LedgerNotGrown.selector, size, other));
        distributor.anchorLedger(other, EVIDENCE, EVIDENCE);
        vm.prank(REPORTER);
        vm.expectRevert(RewardDistributor.ZeroRoot.selector);
        distributor.anchorLedger(type(uint64).max, 0, EVIDENCE);
    }

    function testFuzz_what_cannot_work_is_not_deployed(uint64 window) public {
        IERC20 erc20 = IERC20(address(token));
        if (window < 1 hours || window > 30 days) {
            vm.expectRevert(
                abi.encodeWithSelector(RewardDistributor.WindowOutOfRange.selector, window, 1 hours, 30 days)
            );
            new RewardDistributor(erc20, address(this), 1, REPORTER, GUARDIAN, window);
        }
        vm.expectRevert(RewardDistributor.ZeroAddress.selector);
        new RewardDistributor(erc20, address(this), 1, REPORTER, address(0), 2 days);
        vm.expectRevert(RewardDistributor.ZeroAddress.selector);
        new RewardDistributor(erc20, address(this), 1, address(0), GUARDIAN, 2 days);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.NotAContract.selector, STRANGER));
        new RewardDistributor(IERC20(STRANGER), address(this), 1, REPORTER, GUARDIAN, 2 days);
        vm.expectRevert(abi.encodeWithSelector(RewardDistributor.RolesNotSeparate.selector, REPORTER));
        new RewardDistributor(erc20, address(this), 1, REPORTER, REPORTER, 2 days);
    }
}
