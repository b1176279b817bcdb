// bench.mjs [N]: root and proofs of N accounts by @openzeppelin/merkle-tree and by the SDK, each in a fresh process, one after the other on
// the same machine; writes docs/benchmarks/settlement.md together with the gas table. DATANET_EVM_CLASSPATH names the Java class path.
import {execFileSync} from "node:child_process";
import {readFileSync, writeFileSync} from "node:fs";
import {availableParallelism, cpus} from "node:os";
import {join} from "node:path";
import {module, toolchain} from "./contracts.mjs";

const leaves = process.argv[2] ?? "1000000";
const run = (command, args) => JSON.parse(execFileSync(command, args, {encoding: "utf8", maxBuffer: 1 << 20}).trim().split("\n").pop());
const java = run("java", ["-Xmx320m", "-XX:+UseParallelGC", "-cp", process.env.DATANET_EVM_CLASSPATH,
    "org.datanet.evm.tree.ClaimTreeBenchmark", leaves]);
console.log(java);
const js = run("node", ["--max-old-space-size=6000", join(toolchain, "tree.mjs"), leaves, "--proofs"]);
console.log(js);
if (java.root !== js.root || java.hashes !== js.hashes) {
    console.error("the roots differ");
    process.exit(1);
}
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {cwd: module, encoding: "utf8"}).trim();
const gas = readFileSync(join(module, "src/test/resources/org/datanet/evm/gas.csv"), "utf8").trim().split("\n").slice(1)
    .map(line => line.split(",")).map(([call, units]) => `| ${call} | ${Number(units).toLocaleString("en")} |`).join("\n");
const aims = {"first claim with a proof of 10 hashes": "90,000", "first claim with a proof of 20 hashes": "97,000", "repeated claim with a proof of 10 hashes": "60,000"};
const ratio = (a, b) => (a / b).toFixed(1);
writeFileSync(join(module, "../docs/benchmarks/settlement.md"), `# Settlement, measured

Written by \`evm-settlement/toolchain/run bench ${leaves}\` at commit ${commit}, on ${availableParallelism()} cores (${cpus()[0].model.trim()}).

## Root and proofs of ${Number(leaves).toLocaleString("en")} accounts

The same accounts and amounts, each side in a fresh process, one after the other. Both compute the root and then every account's proof; ours
verifies every proof with a second implementation of the hash before it shows the root, OpenZeppelin's checks each proof as it makes it.

| | seconds | CPU seconds | resident, MB |
|---|---|---|---|
| \`@openzeppelin/merkle-tree\` 1.0.8, Node ${process.version} | ${js.seconds.toFixed(1)} | ${js.cpuSeconds.toFixed(1)} | ${js.residentMegabytes} |
| \`ClaimTree\`, Java ${java.java} | ${java.seconds.toFixed(1)} | ${java.cpuSeconds.toFixed(1)} | ${java.residentMegabytes} |
| ratio | ${ratio(js.seconds, java.seconds)} | ${ratio(js.cpuSeconds, java.cpuSeconds)} | ${ratio(js.residentMegabytes, java.residentMegabytes)} |

Both roots are ${java.root}. Seconds depend on what else the machine does; CPU seconds hardly do. Ours count the start of the
just-in-time compiler and the garbage collector, on all cores.

## Gas

Measured by \`DistributorGasIT\` on anvil with OpenZeppelin's plain ERC-20; the build fails when a call costs over 0.5 % more, or more than the
aim. A first claim pays an account that never held the token.

| call | gas |
|---|---|
${gas}

Aims: ${Object.entries(aims).map(([call, most]) => `${call} at most ${most}`).join("; ")}.

## Mutations

\`evm-settlement/toolchain/run mutate\` weakens 13 guards of the contract one by one and runs forge's fuzz and invariant tests on each: 13 of 13 are
noticed. Continuous integration runs two of them.
`);
console.log("docs/benchmarks/settlement.md is written");
