// A process that does all that the signer does with keys, shows all that it holds, and writes its heap down: for the test that looks for secrets.
// usage: key-holder.ts DIR [--leak]; DIR has keystore.json (password `password`) and account.bin.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { writeHeapSnapshot } from "node:v8";
import { mixedRandom } from "../../enclave-signer/src/enclave/random.ts";
import { sealingKey } from "../../enclave-signer/src/enclave/seal.ts";
import { Secret } from "../../enclave-signer/src/enclave/secret.ts";
import { openDerivationPool } from "../../enclave-signer/src/signer/keys/derivation-pool.ts";
import { openKeyRing } from "../../enclave-signer/src/signer/keys/key-ring.ts";
import { openKeySet } from "../../enclave-signer/src/signer/keys/key-set.ts";
import { openKeystore } from "../../enclave-signer/src/signer/keys/keystore.ts";
import { readKeystore } from "../../enclave-signer/src/signer/keys/keystore-format.ts";
import { openSealedKeyStore } from "../../enclave-signer/src/signer/keys/sealed-store.ts";
import { openMemoryHost } from "./memory-host.ts";

const [directory = ""] = process.argv.slice(2);
const keystore = readFileSync(join(directory, "keystore.json"), "utf8");
const random = mixedRandom(randomBytes(64));
const pool = openDerivationPool();
const host = openMemoryHost();
const shown: unknown[] = [];
const show = (...values: unknown[]) => {
  for (const value of values)
    shown.push(inspect(value, { showHidden: true, depth: 12, maxArrayLength: null }), String(value), asJson(value));
};
const asJson = (value: unknown) =>
  JSON.stringify(value, (_, member) => (typeof member === "bigint" ? `${member}` : member));
const fails = async (work: () => unknown) => {
  try {
    await work();
    throw new RangeError("it did not fail");
  } catch (thrown) {
    show(thrown, (thrown as Error).stack, (thrown as Error).cause);
  }
};

async function started() {
  const ring = openKeyRing();
  const sealing = sealingKey("simulated", Secret.take(Buffer.alloc(32, 1)), random);
  const store = openSealedKeyStore({ ...host, sealing, group: "default", otherConfiguration: "refuse" });
  const keys = await openKeySet({ ring, store, random, pool, bootId: "boot", keysMax: 10 });
  return { ring, keys, sealing };
}

const first = await started();
const imported = await first.keys.importKeystores({ keystores: [keystore], passwords: ["password"] });
const account = await first.keys.importSecp256k1(readFileSync(join(directory, "account.bin")));
const read = readKeystore(keystore);
await fails(() => openKeystore(read, "wrong", pool));
await fails(() => openKeystore({ ...read, publicKey: `0x${"ab".repeat(48)}` }, "password", pool));
host.steps = 0;
host.crashAt = 1;
await fails(() => first.keys.generate({ kind: "bls", count: 1 }));
host.crashAt = undefined;

const second = await started();
const [validator] = second.ring.validators();
const [sequencer] = second.ring.accounts();
validator?.signing.sign(randomBytes(32));
sequencer?.signing.sign(randomBytes(32));
const exported = await second.keys.exportKeystore(validator?.publicKey ?? "", "password", "pbkdf2");
show(
  first,
  second,
  validator,
  sequencer,
  imported,
  account,
  host,
  exported,
  second.keys.details(validator?.publicKey ?? ""),
);
const leak = process.argv.includes("--leak")
  ? validator?.signing.use((bytes) => Buffer.from(bytes).toString("hex"))
  : "";
globalThis.process.title = leak === "" ? "quiet" : "leaking";

process.stdout.write(`${shown.join("\n")}\n`);
writeHeapSnapshot(join(directory, "heap.json"));
process.stdout.write(`keys held: ${second.ring.validators().length + second.ring.accounts().length}\n`);
if (leak !== "") process.stderr.write(`${leak?.length}`); // keeps it alive until here
