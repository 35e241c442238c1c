// `opsigner_signBlockPayload` and `opsigner_signBlockPayloadV2`: arguments → sequencer → guard → signature over the hash that was computed here.
import type { JsonValue } from "@inkan/attestation";
import type { Client } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import { type BlockPayloadArgs, readBlockPayloadArgs } from "./block-payload-args.ts";
import { ArgumentError, hexText } from "./members.ts";
import type { OpSigner } from "./op-signer.ts";
import type { SequencerGuard } from "./sequencer-guard/guard.ts";
import { signingHashOf } from "./signing-hash.ts";

/**
 * @returns r ‖ s ‖ v (0 or 1): 65 bytes as 0x and hexadecimal digits.
 * @throws {Refusal} `BLOCK_PAYLOAD_*`, `PAYLOAD_*`, `CLIENT_NOT_PERMITTED`, `SYSTEM_CLOCK_WRONG`, `KEY_NOT_FOUND`, `SIGNATURE_FAULT`, windows' codes.
 */
export async function signBlockPayload(
  opSigner: OpSigner,
  client: Client,
  args: JsonValue | undefined,
): Promise<string> {
  const asked = read(opSigner, args);
  const guard = guardFor(opSigner, client, asked);
  const address = guard.config.address.toLowerCase();
  const digest = signingHashOf(asked.message);
  const request = {
    signingHash: digest,
    payloadHash: asked.message.payloadHash,
    payloadBytes: asked.payloadBytes,
    requestedBy: client.names[0] ?? "",
  };
  await opSigner.onTime();
  const { rs, recovery } = await guard.admit(request, () => opSigner.signer.signDigest({ address, digest }));
  return hexText(Uint8Array.of(...rs, recovery));
}

function read({ limits }: OpSigner, args: JsonValue | undefined): BlockPayloadArgs {
  try {
    return readBlockPayloadArgs(args, limits);
  } catch (thrown) {
    if (thrown instanceof ArgumentError) throw new Refusal("BLOCK_PAYLOAD_INVALID", thrown.message);
    throw thrown;
  }
}

/** As op-signer chooses: of what the client may use, by sender where it is given; then the chain must be the right one. */
function guardFor(opSigner: OpSigner, client: Client, { message, senderAddress }: BlockPayloadArgs): SequencerGuard {
  const permitted = opSigner.guards.filter(({ config }) => {
    const publicKey = config.address.toLowerCase();
    return client.may("opsigner_signBlockPayload", { publicKey, group: opSigner.keys.account(publicKey)?.group });
  });
  const ofSender = permitted.filter(
    ({ config }) => senderAddress === undefined || config.address.toLowerCase() === senderAddress,
  );
  if (ofSender.length === 0) throw new Refusal("CLIENT_NOT_PERMITTED");
  const ofChain = ofSender.filter(({ config }) => BigInt(config.chainId) === message.chainId);
  const [guard, other] = ofChain;
  if (guard === undefined) throw new Refusal("BLOCK_PAYLOAD_UNAUTHORIZED", "unexpected chainId");
  if (other !== undefined) throw new Refusal("BLOCK_PAYLOAD_INVALID", "senderAddress must say which of several keys");
  return guard;
}
