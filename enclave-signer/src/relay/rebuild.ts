// What of a call's params goes upstream, or a refusal. The rule itself is `@inkan/attestation`'s.
import { definedParams } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { Call } from "./call.ts";

/**
 * The params of a call without anything that its method does not define.
 *
 * @throws {InkanError} `PARAMS_INVALID` for more arguments than the method has (as go-ethereum), or arguments by name.
 *
 * @example
 * rebuildParams("eth_call", [{ to: "0x…", wallet: "Acme/1.2" }, "latest"]); // [{ to: "0x…" }, "latest"]
 */
export function rebuildParams(method: string, params: Call["params"]): Call["params"] {
  const defined = definedParams(method, params);
  if ("refused" in defined) throw new InkanError("PARAMS_INVALID", defined.refused);
  return defined.params;
}
