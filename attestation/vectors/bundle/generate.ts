// Makes relay.json anew: an endpoint of a test PKI on a development chain, everything in order. `node attestation/vectors/bundle/generate.ts`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { collectEvidence, type Expectations, toHex, verify, verifyEvidence } from "@inkan/attestation";
import { startEnclaveContracts } from "../../../test/harness/enclave-contracts.ts";

const contracts = await startEnclaveContracts();
try {
  await contracts.register();
  const { endpoint, operator } = contracts;
  const expected: Expectations = { ...endpoint.expectations, operator, registration: "required" };
  const report = await verify(endpoint.url, expected, { now: () => endpoint.issuer.at });
  const bundle = await collectEvidence(report, expected);
  const block = await contracts.reader.getBlock();
  const judged = await verifyEvidence(bundle, expected, { blockHash: block.hash ?? "" });
  if (!judged.passed) throw new Error(judged.code);
  const registry = { ...expected.registry, rpcUrl: "https://rpc.example" };
  const write = (name: string, text: string) => writeFileSync(join(import.meta.dirname, name), text);
  write("relay.json", bundle);
  write("relay.expected.json", `${JSON.stringify({ expectations: { ...expected, registry }, blockHash: block.hash }, null, 2)}\n`);
  console.log(`${bundle.length} characters, block ${block.number}, key ${toHex(endpoint.behaviour.key.spki).slice(-16)}`);
} finally {
  await contracts.stop();
}
