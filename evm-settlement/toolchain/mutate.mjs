// mutate.mjs [--only a,b]: weakens one guard of the contract at a time; forge's tests must notice each.
import {spawnSync} from "node:child_process";
import {cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {module} from "./contracts.mjs";

const mutations = {
    "anyone-proposes": ["        onlyRole(REPORTER_ROLE)\n    {\n        if (root == 0 || evidence == 0)", "    {\n        if (root == 0 || evidence == 0)"],
    "anyone-vetoes": ["function veto(bytes32 root) external onlyRole(GUARDIAN_ROLE)", "function veto(bytes32 root) external"],
    "veto-hits-any-root": ["if (root == 0 || pending.root != root)", "if (root == 0)"],
    "veto-stops-when-paused": ["function veto(bytes32 root) external onlyRole(GUARDIAN_ROLE)", "function veto(bytes32 root) external whenNotPaused onlyRole(GUARDIAN_ROLE)"],
    "no-window": ["if (block.timestamp < next.activatableAt) revert WindowOpen(next.activatableAt);", ""],
    "window-ends-early": ["uint64(block.timestamp) + CHALLENGE_WINDOW", "uint64(block.timestamp) + CHALLENGE_WINDOW - 1"],
    "active-without-funds": ["if (funded < next.total) revert Underfunded(funded, next.total);", ""],
    "total-may-fall": ["if (total < active.total) revert TotalFell(active.total, total);", ""],
    "pending-root-replaced": ["if (pending.root != 0) revert RootPending(pending.root);", ""],
    "no-proof": ["if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert InvalidProof(account, cumulative);", ""],
    "paid-again": ["claimed[account] = cumulative;", "claimed[account] = amount;"],
    "surplus-of-active-only": ["activeTotal > pendingTotal ? activeTotal : pendingTotal", "activeTotal"],
    "pays-while-paused": ["        _pause();\n        claimableRoot = 0;", "        _pause();"],
};

const only = process.argv[2] === "--only" ? process.argv[3].split(",") : Object.keys(mutations);
const source = readFileSync(join(module, "src/main/solidity/RewardDistributor.sol"), "utf8");
const work = join(module, "target/mutations");
rmSync(work, {recursive: true, force: true});
mkdirSync(join(work, "toolchain"), {recursive: true});
cpSync(join(module, "foundry.toml"), join(work, "foundry.toml"));
cpSync(join(module, "src/test/solidity"), join(work, "src/test/solidity"), {recursive: true});
cpSync(join(module, "toolchain/solc"), join(work, "toolchain/solc"));
mkdirSync(join(work, "src/main/solidity"), {recursive: true});
symlinkSync(join(module, "toolchain/node_modules"), join(work, "toolchain/node_modules"));

let killed = 0;
for (const name of only) {
    if (!(name in mutations)) {
        console.error(`no mutation "${name}"; there are ${Object.keys(mutations).join(", ")}`);
        process.exit(2);
    }
    const [guard, weakened] = mutations[name];
    if (source.split(guard).length !== 2) {
        console.error(`${name}: its guard must stand exactly once in the contract: ${guard}`);
        process.exit(2);
    }
    writeFileSync(join(work, "src/main/solidity/RewardDistributor.sol"), source.replace(guard, () => weakened));
    const forge = join(module, "toolchain/node_modules/.bin/forge");
    const build = spawnSync(forge, ["build", "--root", work], {encoding: "utf8"});
    if (build.status !== 0) {
        console.error(`${name} does not compile:\n${build.stdout}${build.stderr}`);
        process.exit(2);
    }
    const tests = spawnSync(forge, ["test", "--root", work], {encoding: "utf8", env: {...process.env, FOUNDRY_PROFILE: "ci"}});
    const killers = [...new Set([...tests.stdout.matchAll(/^\[FAIL.*\] (\w+)\(/gm)].map(match => match[1]))];
    if (tests.status !== 0 && killers.length > 0) {
        killed++;
        console.log(`${name}: killed by ${killers[0]}${killers.length > 1 ? ` and ${killers.length - 1} more` : ""}`);
    } else {
        console.log(`${name}: SURVIVED`);
    }
}
rmSync(work, {recursive: true, force: true});
console.log(`${killed} of ${only.length} killed`);
process.exit(killed === only.length ? 0 : 1);
