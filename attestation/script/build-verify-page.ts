// `npm run build:verify-page`: writes the page, or with `--out FILE` a copy for another host, and prints the SHA-256 as `sha256sum` would.
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { buildVerifyPage, sha256Hex, verifyPagePath } from "./verify-page.ts";

const { values } = parseArgs({ options: { out: { type: "string", default: verifyPagePath } } });
const page = await buildVerifyPage();
writeFileSync(values.out, page);
process.stdout.write(`${sha256Hex(page)}  ${relative(process.cwd(), values.out)}\n`);
