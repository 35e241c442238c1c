// The chain backend of a started signer: upstreams over TLS that ends here, proofs checked here, records signed by this boot's secp256k1 key.

import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { proveState } from "@inkan/attestation";
import type { Enclave } from "../../../enclave/boot.ts";
import type { ChainLogConfig, SignerConfig } from "../../../enclave/signer-config.ts";
import { recoversTo, Secp256k1SigningKey } from "../../secp256k1.ts";
import type { Store } from "../../store/store.ts";
import type { Authority } from "../authority.ts";
import type { WindowLogLimits } from "../limits.ts";
import type { WindowLog } from "../log.ts";
import { decodeRecord } from "../record.ts";
import { openChainLog } from "./chain-log.ts";
import { appendCall, digestOf, groupIdOf, type LogAddress, slotsOf } from "./contract.ts";
import { type ChainLogLimits, chainLogLimits } from "./limits.ts";
import { openProvenLog } from "./proven-log.ts";
import { openUpstream, type StateProofAnswer } from "./upstream.ts";

export type ChainLogTerms = {
  readonly enclave: Pick<Enclave<SignerConfig>, "config" | "clock" | "egress" | "bootAddressKey">;
  readonly settings: ChainLogConfig;
  readonly authority: Authority;
  readonly store: Pick<Store, "sendWindowRecord">;
  readonly group: string;
  readonly recordLimits: WindowLogLimits;
  readonly limits?: ChainLogLimits;
};

/** Nothing is asked before the first read. */
export function openEnclaveChainLog(terms: ChainLogTerms): WindowLog {
  const { enclave, settings, authority, store, group, recordLimits, limits = chainLogLimits } = terms;
  const { chainId, finalityMs, pollMs } = settings;
  const operator = bytesOf(enclave.config.operator);
  const at: LogAddress = { chainId, contract: bytesOf(settings.contract), group: groupIdOf(operator, group) };
  const sign = callSigner(at, authority, enclave.bootAddressKey, recordLimits.recordBytesMax);
  const proven = openProvenLog<StateProofAnswer>({
    upstreams: settings.upstreams.map((upstream) => openUpstream(upstream, settings, at, enclave.egress, limits)),
    agreement: settings.agreement,
    finality: settings.finality,
    slots: slotsOf(at.group),
    operator,
    prove: ({ stateRoot }, proof) => proveState(stateRoot, at.contract, proof).values,
    recordBytesMax: recordLimits.recordBytesMax,
    recordsMax: recordLimits.recordsMax,
    limits,
  });
  return openChainLog({
    proven,
    callOf: sign,
    send: (call) => store.sendWindowRecord(chainId, settings.contract, call),
    monotonicMs: enclave.clock.monotonicMs,
    pause: (ms) => delay(ms),
    pollMs,
    finalDeadlineMs: 2 * finalityMs,
    pollsPerSend: limits.pollsPerSend,
  });
}

/** Calls of the contract, each signed by the boot's own key; nobody else's signature leaves. */
export function callSigner(
  at: LogAddress,
  { identity }: Pick<Authority, "identity">,
  bootAddressKey: Enclave["bootAddressKey"],
  recordBytesMax: number,
): (n: number, bytes: Uint8Array) => Uint8Array {
  if (bootAddressKey === undefined) throw new TypeError("only a signer has a boot key");
  const key = bootAddressKey.scalar.use((scalar) => Secp256k1SigningKey.take(Uint8Array.from(scalar)));
  const bootAddress = bytesOf(bootAddressKey.address);
  return (n, bytes) => {
    const { record } = decodeRecord(bytes, recordBytesMax);
    if (record.n !== n) throw new RangeError("a record of another place");
    const chainRecord = { n, previous: record.previous, body: record.body, bootAddress, identity };
    const digest = digestOf(at, chainRecord, createHash("sha256").update(bytes).digest());
    const signature = key.sign(digest);
    if (!recoversTo(bootAddressKey.address, digest, signature)) throw new TypeError("a signature of no use");
    return appendCall(at, chainRecord, bytes, Buffer.concat([signature.rs, Uint8Array.of(27 + signature.recovery)]));
  };
}

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.slice(2), "hex");
