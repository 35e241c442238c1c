// What one proof costs: the digests of request and answer, the signature base, and the P-256 signature, as the relay makes them.

import { randomBytes } from "node:crypto";
import { createResponseKey } from "../enclave-signer/src/enclave/response-key.ts";
import { proofFields } from "../enclave-signer/src/relay/proof/sign.ts";

const warmUp = 5_000;
const counted = 20_000;
const rounds = 5;

/** Microseconds of CPU, user and system, all threads of this process; the median of {@link rounds} rounds. */
export async function proofCost(): Promise<number> {
  const random = {
    bytes: (length: number) => new Uint8Array(randomBytes(length)),
    uint32: () => randomBytes(4).readUInt32LE(),
  };
  const enclave = {
    responseKey: createResponseKey(random),
    clock: { unixMs: () => Date.now(), monotonicMs: () => performance.now() },
  };
  const requestBody = Buffer.from(
    '{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000aa","latest"]}',
  );
  const prove = (count: number) =>
    proofFields(enclave, {
      method: "POST",
      authority: "127.0.0.1:8545",
      path: "/dev",
      nonce: "hHEDR0sYmMxwLMLbNm5Rb9q2Zs8cBSx0",
      requestBody,
      status: 200,
      contentType: "application/json",
      body: Buffer.from(`{"jsonrpc":"2.0","id":1,"result":"0x${count.toString(16)}"}`),
      provenance: { source: "upstream", level: "relayed", block: 16n, ageMs: 0 },
    });
  for (let count = 0; count < warmUp; count++) prove(count);
  const costs = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (let count = 0; count < counted; count++) prove(count);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / counted;
  });
  return costs.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
}

if (import.meta.main) console.log(`${(await proofCost()).toFixed(1)} µs of CPU for one proof`);
