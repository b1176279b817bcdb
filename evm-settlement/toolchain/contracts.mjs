// Compiles the contracts with solc-js, and knows how their artefacts are written.
import {createHash} from "node:crypto";
import {readFileSync, existsSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

export const toolchain = dirname(fileURLToPath(import.meta.url));
export const module = resolve(toolchain, "..");
const require = createRequire(import.meta.url);

/** Settings of the compiler: changing any of them changes the bytes. */
export const settings = {
    optimizer: {enabled: true, runs: 1000000},
    viaIR: true,
    evmVersion: "shanghai",
    metadata: {bytecodeHash: "none", appendCBOR: false},
};

/** What is compiled, and where its artefact is kept. */
export const contracts = [
    {source: "src/main/solidity/RewardDistributor.sol", name: "RewardDistributor",
        artefact: "src/main/resources/org/datanet/evm/RewardDistributor.json"},
    {source: "src/test/solidity/PlainToken.sol", name: "PlainToken",
        artefact: "src/test/resources/org/datanet/evm/PlainToken.json"},
    {source: "src/test/solidity/TestToken.sol", name: "TestToken",
        artefact: "src/test/resources/org/datanet/evm/TestToken.json"},
];

/** The compiler from npm; says how to install it when it is missing. */
export function compiler() {
    try {
        return require("solc");
    } catch {
        console.error(`solc-js is not installed: run ${join("evm-settlement", "toolchain", "run")} install`);
        process.exit(2);
    }
}

function findImport(path) {
    const file = join(toolchain, "node_modules", path);
    return existsSync(file) ? {contents: readFileSync(file, "utf8")} : {error: `${path} not found`};
}

/** Compiles one contract and gives its artefact. */
export function compile({source, name}) {
    const solc = compiler();
    const text = readFileSync(join(module, source), "utf8");
    const file = source.split("/").pop();
    const input = {
        language: "Solidity",
        sources: {[file]: {content: text}},
        settings: {...settings, outputSelection: {"*": {"*": [
            "abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"]}}},
    };
    const output = JSON.parse(solc.compile(JSON.stringify(input), {import: findImport}));
    const problems = output.errors ?? [];
    if (problems.length > 0) {
        problems.forEach(problem => console.error(problem.formattedMessage));
        process.exit(1);
    }
    const {abi, evm} = output.contracts[file][name];
    const openzeppelin = JSON.parse(readFileSync(join(toolchain, "node_modules/@openzeppelin/contracts/package.json"), "utf8"));
    return {
        contract: name,
        source: file,
        sourceSha256: createHash("sha256").update(text).digest("hex"),
        compiler: solc.version().replace(/\.Emscripten.*/, ""),
        settings,
        libraries: {"@openzeppelin/contracts": openzeppelin.version},
        abi,
        bytecode: "0x" + evm.bytecode.object,
        deployedBytecode: "0x" + evm.deployedBytecode.object,
        immutables: Object.values(evm.deployedBytecode.immutableReferences).flat()
            .map(({start, length}) => ({start, length})).sort((a, b) => a.start - b.start),
    };
}

/** One line per function, event and error, so that a change of the artefact can be read. */
export function write(artefact) {
    const {abi, ...rest} = artefact;
    const lines = Object.entries(rest).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    const entries = abi.map(entry => "    " + JSON.stringify(entry)).join(",\n");
    return `{\n${lines.join(",\n")},\n  "abi": [\n${entries}\n  ]\n}\n`;
}
