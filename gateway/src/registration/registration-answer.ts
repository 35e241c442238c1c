// What an enclave answers at `/attestation/registration` (docs/protocol/attestation.md), taken apart. The contract judges the document; the
// rest is the endpoint's word, and only says where to send it.
import { fromHex, parseJson } from "@inkan/attestation";
import { registrationLimits } from "./limits.ts";

export type RegistrationAnswer = {
  readonly role: "relay" | "signer";
  readonly keyId: `0x${string}`;
  /** COSE_Sign1. */
  readonly document: Uint8Array;
  readonly chainId: number;
  readonly pcrRegistry: `0x${string}`;
  readonly enclaveRegistry: `0x${string}`;
  readonly operator: `0x${string}`;
};

/** @returns `undefined` for what is no such answer. */
export function readRegistrationAnswer(body: Uint8Array): RegistrationAnswer | undefined {
  let parsed: unknown;
  try {
    parsed = parseJson(body, {
      bytesMax: registrationLimits.answerBytesMax,
      depthMax: registrationLimits.answerDepthMax,
    });
  } catch {
    return undefined;
  }
  const answer = members(parsed);
  const registry = members(answer.registry);
  const { role, document } = answer;
  const keyId = hex(answer.keyId, 32);
  const [pcrRegistry, enclaveRegistry, operator] = [
    registry.pcrRegistry,
    registry.enclaveRegistry,
    answer.operator,
  ].map((value) => (typeof value === "string" && value.startsWith("0x") ? hex(value.slice(2), 20) : undefined));
  const { chainId } = registry;
  if (
    answer.version !== 1 ||
    answer.type !== "aws-nitro-enclave" ||
    (role !== "relay" && role !== "signer") ||
    typeof document !== "string" ||
    !/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(document) ||
    !(typeof chainId === "number" && Number.isSafeInteger(chainId) && chainId > 0) ||
    [keyId, pcrRegistry, enclaveRegistry, operator].includes(undefined)
  )
    return undefined;
  return {
    ...{ role, chainId, document: new Uint8Array(Buffer.from(document, "base64")) },
    ...{ keyId: keyId!, pcrRegistry: pcrRegistry!, enclaveRegistry: enclaveRegistry!, operator: operator! },
  };
}

/** Without the usual prototype, so that a member that is absent is `undefined`, whatever its name. */
function members(value: unknown): { readonly [name: string]: unknown } {
  const none: { [name: string]: unknown } = Object.create(null);
  return Object.assign(none, typeof value === "object" ? value : null);
}

function hex(value: unknown, bytes: number): `0x${string}` | undefined {
  if (typeof value !== "string" || fromHex(value)?.length !== bytes) return undefined;
  return `0x${value.toLowerCase()}`;
}
