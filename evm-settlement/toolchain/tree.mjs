// tree.mjs N [--proofs]: root over N made-up accounts by @openzeppelin/merkle-tree, and the time it takes; the same accounts as ClaimTreeBenchmark.
import {createHash} from "node:crypto";
import {StandardMerkleTree} from "@openzeppelin/merkle-tree";

const leaves = Number(process.argv[2] ?? 1000);
const proofs = process.argv.includes("--proofs");
const values = [];
for (let i = 0; i < leaves; i++) {
    const digest = createHash("sha256").update(`account ${i}`).digest("hex");
    values.push(["0x" + digest.slice(0, 40), (BigInt("0x" + digest.slice(40, 56)) + 1n).toString()]);
}
const began = process.hrtime.bigint();
const cpu = process.cpuUsage();
const tree = StandardMerkleTree.of(values, ["address", "uint256"]);
const root = tree.root;
const built = process.hrtime.bigint();
let hashes = 0;
if (proofs) {
    for (const [i] of tree.entries()) hashes += tree.getProof(i).length;
}
const ended = process.hrtime.bigint();
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({
    leaves, root, hashes,
    rootSeconds: Number(built - began) / 1e9, seconds: Number(ended - began) / 1e9,
    cpuSeconds: (used.user + used.system) / 1e6, residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
}));
