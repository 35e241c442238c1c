// The body of a signing request: strict JSON → sign type → object → root. A pure function of the bytes and of the measured configuration, so
// what it made of a body may be remembered.
import { JsonError, type JsonObject, parseJson } from "@inkan/attestation";
import type { EthereumSignType } from "../../enclave/signer-config.ts";
import { Refusal } from "../refusal.ts";
import type { Priority } from "../schedule.ts";
import type { Chain } from "./chain.ts";
import { ForkInfo } from "./containers/phase0.ts";
import type { Web3signerLimits } from "./limits.ts";
import { signTypeNamed } from "./sign-types/index.ts";
import type { Message, SignType } from "./sign-types/sign-type.ts";
import { signingRootOf } from "./signing-root.ts";
import { bytes32 } from "./ssz/basic.ts";
import { asObject, memberOf } from "./ssz/container.ts";
import { malformed } from "./ssz/member.ts";

export type SignRequest = Pick<Message, "duty" | "permit"> & {
  readonly operation: EthereumSignType;
  readonly priority: Priority;
  /** 32 bytes, computed here. */
  readonly signingRoot: Uint8Array;
};

export type ReadSignRequest = (body: Uint8Array) => SignRequest;

/**
 * @throws {Refusal} `REQUEST_MALFORMED`, `REQUEST_TOO_LARGE`, `FORK_NOT_IN_SCHEDULE`, `GENESIS_VALIDATORS_ROOT_MISMATCH`, `SIGNING_ROOT_MISMATCH`.
 */
export const openSignRequestReader =
  (chain: Chain, limits: Web3signerLimits, bodyBytesMax: number): ReadSignRequest =>
  (body) => {
    const request = parseBody(body, { depthMax: limits.jsonDepthMax, bytesMax: bodyBytesMax });
    const type = signTypeOf(request);
    const [object, at] = objectOf(request, type);
    const message = type.read(object, at, chain, request);
    const forkInfo = memberOf(request, "fork_info");
    const signingRoot = signingRootOf(
      message,
      chain.schedule,
      message.fork.by === "genesis" ? undefined : ForkInfo.read(forkInfo, "fork_info"),
    );
    // Only a cross-check: what is signed is never the client's root.
    for (const name of ["signingRoot", "signing_root"]) {
      const expected = memberOf(request, name);
      if (expected !== undefined && Buffer.compare(bytes32.read(expected, name), signingRoot) !== 0)
        throw new Refusal("SIGNING_ROOT_MISMATCH");
    }
    const { duty, permit } = message;
    return {
      operation: type.operation,
      priority: type.priority,
      signingRoot,
      ...(duty === undefined ? {} : { duty }),
      ...(permit === undefined ? {} : { permit }),
    };
  };

function parseBody(body: Uint8Array, limits: { depthMax: number; bytesMax: number }): JsonObject {
  try {
    return asObject(parseJson(body, limits), "the body");
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    if (thrown.code === "JSON_TOO_LARGE") throw new Refusal("REQUEST_TOO_LARGE");
    // Its message says what would be right and where, and quotes nothing.
    throw new Refusal("REQUEST_MALFORMED", `${thrown.code}: ${thrown.message}`);
  }
}

function signTypeOf(request: JsonObject): SignType {
  const name = memberOf(request, "type");
  const type = typeof name === "string" ? signTypeNamed(name) : undefined;
  if (type === undefined) throw malformed("type", "the name of a sign type");
  return type;
}

/** The object under one of its names, bare or wrapped in `{ version, data }`. Under two names at once it is refused: which one is meant? */
function objectOf(request: JsonObject, type: SignType): [object: JsonObject, at: string] {
  const present = type.members.filter((name) => memberOf(request, name) !== undefined);
  const [name = type.members[0]] = present;
  if (present.length > 1) throw malformed(name, "the object under one name");
  const object = asObject(memberOf(request, name), name);
  const data = type.isWrapped ? memberOf(object, "data") : undefined;
  // BUILDER_REQUEST_AUTH has a `data` of its own, which is a string.
  return typeof data === "object" ? [asObject(data, `${name}.data`), `${name}.data`] : [object, name];
}
