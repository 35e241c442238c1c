// What each sign type says of itself.
import type { JsonObject } from "@inkan/attestation";
import type { EthereumSignType } from "../../../enclave/signer-config.ts";
import type { Approvals } from "../../approvals/approvals.ts";
import type { FeeRecipients } from "../../fee-recipients/fee-recipients.ts";
import type { Priority } from "../../schedule.ts";
import type { SlashableDuty } from "../../slashing-protection/duty.ts";
import type { Chain } from "../chain.ts";
import type { MessageRoot } from "../signing-root.ts";
import type { JsonSchema } from "../ssz/member.ts";

/** What the operators have a say in. */
export type Guards = { readonly approvals: Approvals; readonly feeRecipients: FeeRecipients };

export type Asked = {
  /** Lower case with 0x. */
  readonly publicKey: string;
  /** Lower case with 0x. */
  readonly signingRoot: string;
  /** Name of the client's permission. */
  readonly requestedBy: string;
};

export type Message = MessageRoot & {
  /** What slashing protection judges. */
  readonly duty?: SlashableDuty;
  /** @throws {Refusal} When the operators' rules don't allow it. */
  readonly permit?: (guards: Guards, asked: Asked) => void;
};

export type SignType = {
  readonly operation: EthereumSignType;
  /** Further spellings of `type` that clients send. */
  readonly aliases?: readonly string[];
  /** Members of the request that may hold the object; the first is the specification's name. */
  readonly members: readonly [string, ...string[]];
  /** Whether clients may put the object into `{ version, data }`. */
  readonly isWrapped?: boolean;
  /** False for what is signed under GENESIS_FORK_VERSION: no `fork_info` is needed then. */
  readonly hasFork?: boolean;
  readonly priority: Priority;
  /**
   * @param object What stands at `at` in the request, unwrapped.
   * @param request The whole of it, for what stands beside the object.
   * @throws {Refusal} `REQUEST_MALFORMED`, `FORK_NOT_IN_SCHEDULE`.
   */
  read(object: JsonObject, at: string, chain: Chain, request: JsonObject): Message;
  schema(chain: Chain): JsonSchema;
};
