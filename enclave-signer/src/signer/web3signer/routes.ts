// Web3Signer's eth2 API (Consensys/web3signer, `openapi-specs/eth2/`; ethereum/remote-signing-api) over the parts of this signer.
// `ext/sign` and the Commit-Boost API, which sign what can't be checked, are not there.
import type { Clock } from "../../enclave/clock.ts";
import type { EthereumConfig } from "../../enclave/signer-config.ts";
import type { Route } from "../door/route.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Signer } from "../sign.ts";
import { slotTimeOf } from "../slashing-protection/slot-time.ts";
import { openChain } from "./chain.ts";
import { exitsRoute } from "./exits-route.ts";
import { web3signerLimits } from "./limits.ts";
import { openapiRoute } from "./openapi-route.ts";
import { publicKeysRoute } from "./public-keys-route.ts";
import { openSignRequestReader } from "./read-sign-request.ts";
import { type Reload, reloadRoute } from "./reload-route.ts";
import { rememberingReader } from "./remembered-requests.ts";
import { signRoute } from "./sign-route.ts";
import type { Guards } from "./sign-types/sign-type.ts";
import type { JsonSchema } from "./ssz/member.ts";
import { type StatusParts, statusRoutes } from "./status-routes.ts";

export type Web3signerParts = Guards &
  StatusParts & {
    readonly ethereum: EthereumConfig;
    readonly keys: KeyRing;
    readonly signer: Pick<Signer, "signRoot">;
    readonly clock: Pick<Clock, "unixMs">;
    readonly reload: Reload;
    /** Paths of other APIs, for the description. */
    readonly describedBesides?: JsonSchema;
    /** The configuration's `limits.requestBytesMax`. */
    readonly requestBytesMax: number;
  };

export function web3signerRoutes(parts: Web3signerParts): readonly Route[] {
  const {
    ethereum,
    keys,
    signer,
    approvals,
    feeRecipients,
    clock,
    reload,
    requestBytesMax,
    describedBesides = {},
  } = parts;
  const chain = openChain(ethereum);
  const time = slotTimeOf(ethereum);
  const read = rememberingReader(openSignRequestReader(chain, web3signerLimits, requestBytesMax), web3signerLimits);
  return [
    signRoute({ read, keys, signer, approvals, feeRecipients, limits: web3signerLimits }),
    exitsRoute({ chain, keys, signer, approvals, currentEpoch: () => time.epochOf(time.slotAt(clock.unixMs())) }),
    publicKeysRoute(keys),
    ...statusRoutes(parts),
    reloadRoute(reload, clock),
    openapiRoute(chain, describedBesides),
  ];
}
