// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/**
 * @title RewardDistributor
 * @notice Pays the contributors of a Datanet in one ERC-20 token. A reporter proposes the Merkle root of what every account has
 * earned since the beginning; a guardian can veto it during a challenge window; afterwards anyone activates it, and every account
 * claims the difference between what it earned and what it was paid.
 * @dev Leaves and tree are those of OpenZeppelin's StandardMerkleTree with the encoding ["address", "uint256"]: a leaf is
 * keccak256(bytes.concat(keccak256(abi.encode(account, cumulative)))), a node the hash of its two children in ascending order.
 *
 * The token is assumed to move exactly what it is asked to move and never to change balances by itself: {fund} refuses a token that
 * takes a fee. Tokens that are sent here without {fund} are not counted and cannot be got back. No function is re-entrant in effect:
 * state changes before the token is called.
 */
contract RewardDistributor is AccessControlDefaultAdminRules, Pausable {
    using SafeERC20 for IERC20;

    /// @notice A root with what it stands for.
    /// @param root Merkle root over (account, cumulative amount); 0 where there is none.
    /// @param evidence root or digest of the reward reports behind it, by which anyone can recompute the tree.
    /// @param total sum of all cumulative amounts in the tree, in the token's base units.
    /// @param epoch number of the root: 1 for the first, then one more for each that is activated.
    /// @param activatableAt when the challenge window of the root ends, in seconds since 1970.
    struct Distribution {
        bytes32 root;
        bytes32 evidence;
        uint128 total;
        uint64 epoch;
        uint64 activatableAt;
    }

    /// @notice What one account claims.
    /// @param account who is paid.
    /// @param cumulative what the account has earned since the beginning, in base units, as the tree says.
    /// @param proof the hashes of the siblings from the leaf up to the root.
    struct Claim {
        address account;
        uint256 cumulative;
        bytes32[] proof;
    }

    /// @notice May propose roots, discard underfunded ones and anchor the usage ledger.
    bytes32 public constant REPORTER_ROLE = keccak256("REPORTER_ROLE");

    /// @notice May veto a pending root and pause.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @notice The shortest challenge window.
    uint64 public constant MIN_CHALLENGE_WINDOW = 1 hours;

    /// @notice The longest challenge window.
    uint64 public constant MAX_CHALLENGE_WINDOW = 30 days;

    /// @notice The token that is paid.
    IERC20 public immutable TOKEN;

    /// @notice How long a proposed root can be challenged, in seconds.
    uint64 public immutable CHALLENGE_WINDOW;

    /// @notice The root that claims are proved against; 0 before the first activation and while paused.
    /// @dev Parking the root spares every claim the read of a pause flag.
    bytes32 public claimableRoot;

    /// @notice What the account was paid so far, in base units.
    mapping(address account => uint256 amount) public claimed;

    /// @notice The root that was activated last.
    Distribution public active;

    /// @notice The root in its challenge window, or past it and not yet activated.
    Distribution public pending;

    /// @notice Base units that were paid in by {fund}, less what {withdraw} took out.
    uint256 public funded;

    /// @notice Number of receipts under the anchored head of the usage ledger.
    uint64 public ledgerSize;

    /// @notice RFC 9162 root of the usage ledger at the anchored head.
    bytes32 public ledgerRoot;

    /// @notice A root entered its challenge window.
    event RootProposed(
        uint64 indexed epoch,
        bytes32 indexed root,
        bytes32 indexed evidence,
        uint128 total,
        uint64 activatableAt,
        address reporter
    );

    /// @notice The guardian stopped a pending root.
    event RootVetoed(uint64 indexed epoch, bytes32 indexed root, address indexed guardian);

    /// @notice A root that was not funded when its window ended made way for another.
    event RootDiscarded(uint64 indexed epoch, bytes32 indexed root, uint256 funded, uint128 total);

    /// @notice A root became the one that claims are proved against.
    event RootActivated(uint64 indexed epoch, bytes32 indexed root, bytes32 indexed evidence, uint128 total);

    /// @notice An account was paid `amount` and has now got `cumulative` since the beginning.
    event Claimed(address indexed account, uint256 amount, uint256 cumulative);

    /// @notice Somebody paid in.
    event Funded(address indexed from, uint256 amount, uint256 funded);

    /// @notice What no root needs was taken out.
    event Withdrawn(address indexed to, uint256 amount, uint256 funded);

    /// @notice The signed head of the usage ledger was anchored; `head` is the digest of the head with its signature.
    event LedgerAnchored(uint64 indexed size, bytes32 indexed root, bytes32 head);

    /// @notice A role passed from one account to another.
    event RoleRotated(bytes32 indexed role, address indexed from, address indexed to);

    /// @notice The address cannot be zero.
    error ZeroAddress();

    /// @notice No contract is at the token's address.
    error NotAContract(address token);

    /// @notice The challenge window is outside what is allowed.
    error WindowOutOfRange(uint64 given, uint64 shortest, uint64 longest);

    /// @notice One account cannot be reporter and guardian.
    error RolesNotSeparate(address account);

    /// @notice The account does not hold the role that it would pass on, or the other holds it already.
    error NotRotatable(bytes32 role, address from, address to);

    /// @notice A root and its evidence cannot be zero.
    error ZeroRoot();

    /// @notice Another root is pending: activate, veto or (if underfunded) discard it first.
    error RootPending(bytes32 root);

    /// @notice The pending root is another one (0: none is pending).
    error NotPending(bytes32 pending, bytes32 given);

    /// @notice Proposals are numbered: the next one is `expected`.
    error EpochNotNext(uint64 expected, uint64 given);

    /// @notice What was earned since the beginning cannot fall.
    error TotalFell(uint128 active, uint128 given);

    /// @notice The challenge window is open until the time given.
    error WindowOpen(uint64 until);

    /// @notice The root promises more than was paid in.
    error Underfunded(uint256 funded, uint256 needed);

    /// @notice The root is funded, so anyone can activate it.
    error NotUnderfunded(uint256 funded, uint256 needed);

    /// @notice No root was activated yet.
    error NoActiveRoot();

    /// @notice The proof does not lead from the account and amount to the active root.
    error InvalidProof(address account, uint256 cumulative);

    /// @notice The account was paid all of that already.
    error NothingToClaim(address account, uint256 claimed);

    /// @notice The token moved another amount than it was asked to.
    error TransferMismatch(uint256 asked, uint256 moved);

    /// @notice Only what no root needs can be taken out.
    error SurplusExceeded(uint256 surplus, uint256 asked);

    /// @notice A usage ledger only grows.
    error LedgerNotGrown(uint64 anchored, uint64 given);

    /// @notice Deploys a distributor without a root and without funds.
    /// @param token the ERC-20 token that is paid.
    /// @param admin grants and revokes roles, unpauses, takes out surplus; best a multi-signature wallet.
    /// @param adminDelay seconds between the announcement and the acceptance of another admin.
    /// @param reporter first holder of the reporter role.
    /// @param guardian first holder of the guardian role, another account than the reporter.
    /// @param challengeWindow seconds a proposed root can be challenged.
    constructor(
        IERC20 token,
        address admin,
        uint48 adminDelay,
        address reporter,
        address guardian,
        uint64 challengeWindow
    ) AccessControlDefaultAdminRules(adminDelay, admin) {
        if (reporter == address(0) || guardian == address(0)) revert ZeroAddress();
        if (address(token).code.length == 0) revert NotAContract(address(token));
        if (challengeWindow < MIN_CHALLENGE_WINDOW || challengeWindow > MAX_CHALLENGE_WINDOW) {
            revert WindowOutOfRange(challengeWindow, MIN_CHALLENGE_WINDOW, MAX_CHALLENGE_WINDOW);
        }
        TOKEN = token;
        CHALLENGE_WINDOW = challengeWindow;
        _grantRole(REPORTER_ROLE, reporter);
        _grantRole(GUARDIAN_ROLE, guardian);
    }

    /// @notice Puts a root into its challenge window.
    /// @param epoch one more than the active root's.
    /// @param root Merkle root over (account, cumulative amount).
    /// @param total sum of all cumulative amounts, not below the active root's.
    /// @param evidence root or digest of the reward reports behind it.
    function proposeRoot(uint64 epoch, bytes32 root, uint128 total, bytes32 evidence)
        external
        onlyRole(REPORTER_ROLE)
    {
        if (root == 0 || evidence == 0) revert ZeroRoot();
        if (pending.root != 0) revert RootPending(pending.root);
        if (epoch != active.epoch + 1) revert EpochNotNext(active.epoch + 1, epoch);
        if (total < active.total) revert TotalFell(active.total, total);
        uint64 activatableAt = uint64(block.timestamp) + CHALLENGE_WINDOW;
        pending = Distribution(root, evidence, total, epoch, activatableAt);
        emit RootProposed(epoch, root, evidence, total, activatableAt, msg.sender);
    }

    /// @notice Stops a pending root. Works from its proposal until its activation, paused or not.
    /// @param root the root that is meant, so that a veto never hits another one.
    function veto(bytes32 root) external onlyRole(GUARDIAN_ROLE) {
        uint64 epoch = _requirePending(root).epoch;
        delete pending;
        emit RootVetoed(epoch, root, msg.sender);
    }

    /// @notice Makes a pending root the active one, once its window is over and its total is funded. Anyone may.
    /// @param root the root that is meant.
    function activate(bytes32 root) external whenNotPaused {
        Distribution memory next = _requirePending(root);
        if (block.timestamp < next.activatableAt) revert WindowOpen(next.activatableAt);
        if (funded < next.total) revert Underfunded(funded, next.total);
        delete pending;
        active = next;
        claimableRoot = root;
        emit RootActivated(next.epoch, root, next.evidence, next.total);
    }

    /// @notice Makes way for another root where the pending one is past its window and was not funded.
    /// @param root the root that is meant.
    function discard(bytes32 root) external onlyRole(REPORTER_ROLE) {
        Distribution memory failed = _requirePending(root);
        if (block.timestamp < failed.activatableAt) revert WindowOpen(failed.activatableAt);
        if (funded >= failed.total) revert NotUnderfunded(funded, failed.total);
        delete pending;
        emit RootDiscarded(failed.epoch, root, funded, failed.total);
    }

    /// @notice Pays the caller what it earned and was not paid yet.
    /// @param cumulative what the caller has earned since the beginning, as the tree says.
    /// @param proof the hashes of the siblings from the leaf up to the root.
    function claim(uint256 cumulative, bytes32[] calldata proof) external {
        if (!_claim(_requireClaimable(), msg.sender, cumulative, proof)) {
            revert NothingToClaim(msg.sender, claimed[msg.sender]);
        }
    }

    /// @notice Pays many accounts what they earned and were not paid yet. Anyone may; the money goes to the accounts. Who has nothing
    /// to claim is passed over, so that somebody who claims first cannot stop the others.
    /// @param claims an entry per account.
    function claimFor(Claim[] calldata claims) external {
        bytes32 root = _requireClaimable();
        for (uint256 i = 0; i < claims.length; ++i) {
            _claim(root, claims[i].account, claims[i].cumulative, claims[i].proof);
        }
    }

    /// @notice Pays tokens in, which the caller has approved before. Anyone may.
    /// @param amount base units.
    function fund(uint256 amount) external {
        funded += amount;
        emit Funded(msg.sender, amount, funded);
        uint256 before = TOKEN.balanceOf(address(this));
        TOKEN.safeTransferFrom(msg.sender, address(this), amount);
        uint256 moved = TOKEN.balanceOf(address(this)) - before;
        if (moved != amount) revert TransferMismatch(amount, moved);
    }

    /// @notice Takes out what neither the active nor the pending root needs.
    /// @param to who gets it.
    /// @param amount base units.
    function withdraw(address to, uint256 amount) external onlyRole(DEFAULT_ADMIN_ROLE) {
        uint256 surplus = surplusOf(funded, active.total, pending.total);
        if (amount > surplus) revert SurplusExceeded(surplus, amount);
        funded -= amount;
        emit Withdrawn(to, amount, funded);
        TOKEN.safeTransfer(to, amount);
    }

    /// @notice Anchors the signed head of the usage ledger, from which the reports behind the roots were computed.
    /// @param size number of receipts, more than at the anchor before.
    /// @param root RFC 9162 root over them.
    /// @param head digest of the head with its signature.
    function anchorLedger(uint64 size, bytes32 root, bytes32 head) external onlyRole(REPORTER_ROLE) {
        if (root == 0 || head == 0) revert ZeroRoot();
        if (size <= ledgerSize) revert LedgerNotGrown(ledgerSize, size);
        ledgerSize = size;
        ledgerRoot = root;
        emit LedgerAnchored(size, root, head);
    }

    /// @notice Stops claims and activations. Proposals, vetoes and funding go on.
    function pause() external onlyRole(GUARDIAN_ROLE) {
        _pause();
        claimableRoot = 0;
    }

    /// @notice Lets claims and activations go on.
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
        claimableRoot = active.root;
    }

    /// @notice Passes a role on in one step, so that there is never nobody and never somebody too many in it.
    /// @param role the reporter's or the guardian's.
    /// @param from who holds it.
    /// @param to who gets it.
    function rotateRole(bytes32 role, address from, address to) external {
        if (to == address(0)) revert ZeroAddress();
        if (!hasRole(role, from) || hasRole(role, to)) revert NotRotatable(role, from, to);
        revokeRole(role, from);
        grantRole(role, to);
        emit RoleRotated(role, from, to);
    }

    /// @notice What {withdraw} could take out at these figures.
    /// @param paidIn what was funded, in base units.
    /// @param activeTotal total of the active root.
    /// @param pendingTotal total of the pending root, 0 without one.
    /// @return what neither root needs, in base units.
    function surplusOf(uint256 paidIn, uint256 activeTotal, uint256 pendingTotal) public pure returns (uint256) {
        uint256 needed = activeTotal > pendingTotal ? activeTotal : pendingTotal;
        return paidIn > needed ? paidIn - needed : 0;
    }

    /// @dev Pays the difference; false where there is none.
    function _claim(bytes32 root, address account, uint256 cumulative, bytes32[] calldata proof)
        private
        returns (bool)
    {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, cumulative))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert InvalidProof(account, cumulative);
        uint256 paid = claimed[account];
        if (cumulative <= paid) return false;
        uint256 amount;
        unchecked {
            amount = cumulative - paid; // cumulative > paid
        }
        claimed[account] = cumulative;
        emit Claimed(account, amount, cumulative);
        TOKEN.safeTransfer(account, amount);
        return true;
    }

    /// @dev The claimable root, or the reason why there is none.
    function _requireClaimable() private view returns (bytes32 root) {
        root = claimableRoot;
        if (root == 0) {
            _requireNotPaused();
            revert NoActiveRoot();
        }
    }

    /// @dev The pending root, if it is the one that is meant.
    function _requirePending(bytes32 root) private view returns (Distribution storage) {
        if (root == 0 || pending.root != root) revert NotPending(pending.root, root);
        return pending;
    }

    /// @inheritdoc AccessControlDefaultAdminRules
    /// @dev Nobody is reporter and guardian at once: the one exists to check the other.
    function _grantRole(bytes32 role, address account) internal override returns (bool) {
        if (
            (role == REPORTER_ROLE && hasRole(GUARDIAN_ROLE, account))
                || (role == GUARDIAN_ROLE && hasRole(REPORTER_ROLE, account))
        ) {
            revert RolesNotSeparate(account);
        }
        return super._grantRole(role, account);
    }
}
