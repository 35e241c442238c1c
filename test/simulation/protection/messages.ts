// Signing roots that say what they stand for, so that whatever a key signs can be judged, however it came to be signed.
import type { SlashableDuty } from "../../../enclave-signer/src/signer/slashing-protection/duty.ts";
import type { SignedMessage } from "../slashing-checker.ts";

/** @param variant Another one is another message for the same duty. */
export function rootOf(duty: SlashableDuty, variant: number): Uint8Array {
  const root = Buffer.alloc(32);
  root[0] = variant;
  if (duty.kind === "block") root.writeBigUInt64BE(duty.slot, 8);
  else {
    root[1] = 1;
    root.writeBigUInt64BE(duty.sourceEpoch, 8);
    root.writeBigUInt64BE(duty.targetEpoch, 16);
  }
  return root;
}

export function messageOf(publicKey: string, signingRoot: Uint8Array): SignedMessage {
  const root = Buffer.from(signingRoot);
  const said = { publicKey, signingRoot: root.toString("hex") };
  if (root[1] === 0) return { kind: "block", slot: root.readBigUInt64BE(8), ...said };
  const epochs = { sourceEpoch: root.readBigUInt64BE(8), targetEpoch: root.readBigUInt64BE(16) };
  return { kind: "attestation", ...epochs, ...said };
}
