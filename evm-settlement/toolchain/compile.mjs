// compile.mjs [--check]: writes the artefacts, or compares the committed ones with what the sources compile to.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {compile, contracts, module, write} from "./contracts.mjs";

const check = process.argv.includes("--check");
let wrong = 0;
for (const contract of contracts) {
    const text = write(compile(contract));
    const file = join(module, contract.artefact);
    if (!check) {
        mkdirSync(dirname(file), {recursive: true});
        writeFileSync(file, text);
        console.log(`${contract.artefact}: ${(JSON.parse(text).deployedBytecode.length - 2) / 2} bytes of deployed code`);
    } else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
        console.error(`${contract.artefact} is not what ${contract.source} compiles to: run evm-settlement/toolchain/run compile and commit it`);
        wrong++;
    } else {
        console.log(`${contract.artefact}: the same bytes`);
    }
}
process.exit(wrong === 0 ? 0 : 1);
