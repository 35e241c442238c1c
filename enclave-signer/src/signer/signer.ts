// The signer put together: configuration → keys, protection, signing → the APIs behind its doors. The APIs know nothing of each other.
import type { Enclave } from "../enclave/boot.ts";
import type { SignerConfig } from "../enclave/config.ts";
import { approvalsWithoutOperators } from "./approvals/approvals.ts";
import { openApprovals } from "./approvals/open-approvals.ts";
import { approvalRoute } from "./approvals/routes.ts";
import type { Route } from "./door/route.ts";
import { configuredList, openFeeRecipients } from "./fee-recipients/fee-recipients.ts";
import { openKeyRing } from "./keys/key-ring.ts";
import { openEvidenceRoute } from "./op-signer/evidence-route.ts";
import { openOpSigner } from "./op-signer/op-signer.ts";
import { openOpSignerRoute } from "./op-signer/route.ts";
import { Refusal } from "./refusal.ts";
import { openSigner } from "./sign.ts";
import type { SlashingProtection } from "./slashing-protection/protection.ts";
import { version } from "./version.ts";
import { web3signerRoutes } from "./web3signer/routes.ts";

export type SigningParts = {
  /** At the clients' door, in this order. */
  readonly routes: readonly Route[];
  /** At the host door, besides health and attestation. */
  readonly hostRoutes: readonly Route[];
  /** Gives windows back and ends what runs in the background. The doors are shut by then. */
  close(): Promise<void>;
};

/** Each API of its own folder is plugged in here. */
export async function openSigningParts(enclave: Enclave<SignerConfig>): Promise<SigningParts> {
  const { config, clock, random } = enclave;
  const { requestBytesMax, signaturesWaitingMax } = config.limits;
  const keys = openKeyRing();
  const signer = openSigner({ keys, protection: withoutWindows, signaturesWaitingMax });
  const operators =
    config.approvals === null ? undefined : openApprovals({ config: config.approvals, scope: config, clock, random });
  const approvals = operators ?? approvalsWithoutOperators;
  const opSigner = openOpSigner({ config, signer, keys, approvals, clock, windowsOf: () => undefined, version });

  const { ethereum } = config;
  const ethereumRoutes =
    ethereum === null
      ? []
      : web3signerRoutes({
          ...{ ethereum, keys, signer, approvals, clock, requestBytesMax },
          feeRecipients: openFeeRecipients(ethereum, () => configuredList(ethereum)),
          status: () => ({ keysLoaded: keys.validators().length, keyErrors: 0, isProtectionUp: false }),
          highWatermark: () => undefined,
          reload: async () => 0,
        });
  return {
    routes: [...ethereumRoutes, openOpSignerRoute(opSigner), openEvidenceRoute(opSigner)],
    hostRoutes: [approvalRoute(operators)],
    close: async () => {},
  };
}

/** Without a window log nobody knows what other boots have signed, so nothing that is slashable is. */
const withoutWindows: SlashingProtection = {
  cover() {
    throw new Refusal("WINDOW_UNAVAILABLE");
  },
  decide: () => ({ refused: "WINDOW_UNAVAILABLE" }),
};
