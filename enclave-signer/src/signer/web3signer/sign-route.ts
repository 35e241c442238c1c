// POST /api/v1/eth2/sign/{identifier}: read → permission → operators' rules → sign. Web3Signer's own order signs before it checks; this doesn't.
import type { Route } from "../door/route.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute, textAnswer, wantsJson } from "../rest-route.ts";
import type { Signer } from "../sign.ts";
import { hex } from "./hex.ts";
import type { Web3signerLimits } from "./limits.ts";
import type { ReadSignRequest } from "./read-sign-request.ts";
import type { Guards } from "./sign-types/sign-type.ts";

const prefix = "/api/v1/eth2/sign/";

export type SignRouteParts = Guards & {
  readonly read: ReadSignRequest;
  readonly keys: Pick<KeyRing, "validator">;
  readonly signer: Pick<Signer, "signRoot">;
  readonly limits: Pick<Web3signerLimits, "bodyBytesMax">;
};

/** The one type whose object has no small bound. */
const largeOperation = "EXECUTION_PAYLOAD_ENVELOPE";

export function signRoute({ read, keys, signer, approvals, feeRecipients, limits }: SignRouteParts): Route {
  return restRoute({
    methods: ["POST"],
    path: (path) => path.startsWith(prefix),
    async answer({ path, client, body, accept }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      const publicKey = normalizedIdentifier(path.slice(prefix.length));
      const key = { publicKey: publicKey ?? "", group: keys.validator(publicKey ?? "")?.group };
      const isLarge = body.length > limits.bodyBytesMax;
      if (isLarge && !client.may(largeOperation, key)) throw new Refusal("REQUEST_TOO_LARGE");
      const { operation, signingRoot, priority, duty, permit } = read(body);
      if (isLarge && operation !== largeOperation) throw new Refusal("REQUEST_TOO_LARGE");
      // A client that may not use a key is not told whether it is here.
      if (!client.may(operation, key)) throw new Refusal("CLIENT_NOT_PERMITTED");
      if (publicKey === undefined || keys.validator(publicKey) === undefined) throw new Refusal("KEY_NOT_FOUND");
      permit?.(
        { approvals, feeRecipients },
        { publicKey, signingRoot: hex(signingRoot), requestedBy: client.names[0] ?? "" },
      );
      const signature = hex(await signer.signRoot({ publicKey, signingRoot, priority, duty }));
      return wantsJson(accept) ? jsonAnswer(200, { signature }) : textAnswer(signature);
    },
  });
}

/** A BLS public key in any case, with or without 0x. @returns Lower case with 0x; `undefined` for anything else. */
export function normalizedIdentifier(identifier: string): string | undefined {
  const [, digits] = /^(?:0[xX])?([0-9a-fA-F]{96})$/.exec(identifier) ?? [];
  return digits === undefined ? undefined : `0x${digits.toLowerCase()}`;
}
