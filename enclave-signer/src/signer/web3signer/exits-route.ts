// POST /inkan/v1/voluntary-exits: many exits under one statement of the operators, signed as the beacon API's
// `POST /eth/v1/beacon/pool/voluntary_exits` takes them. Once approved, each of them also passes the sign route by itself.
import { JsonError, parseJson } from "@inkan/attestation";
import { z } from "zod";
import type { Approvals } from "../approvals/approvals.ts";
import { approvalLimits } from "../approvals/limits.ts";
import type { Route } from "../door/route.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";
import { priorities } from "../schedule.ts";
import type { Signer } from "../sign.ts";
import type { Chain } from "./chain.ts";
import { VoluntaryExit } from "./containers/phase0.ts";
import { computeDomain, domainTypes } from "./domain.ts";
import { hex } from "./hex.ts";
import { computeSigningRoot } from "./signing-root.ts";

export type ExitsRouteParts = {
  readonly chain: Chain;
  readonly keys: Pick<KeyRing, "validator">;
  readonly signer: Pick<Signer, "signRoot">;
  readonly approvals: Approvals;
  /** By the hypervisor's time. */
  readonly currentEpoch: () => bigint;
};

const bodyBytesMax = 65_536;
const uint64 = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/)
  .transform(BigInt)
  .refine((number) => number === BigInt.asUintN(64, number));
const exit = z.strictObject({
  pubkey: z
    .string()
    .regex(/^0x[0-9a-fA-F]{96}$/)
    .toLowerCase(),
  validator_index: uint64,
  epoch: uint64,
});
const bodySchema = z.strictObject({ exits: z.array(exit).min(1).max(approvalLimits.batchMax) });

export function exitsRoute({ chain, keys, signer, approvals, currentEpoch }: ExitsRouteParts): Route {
  return restRoute({
    methods: ["POST"],
    path: "/inkan/v1/voluntary-exits",
    async answer({ client, body }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      const asked = read(body);
      for (const { pubkey: publicKey } of asked)
        if (!client.may("VOLUNTARY_EXIT", { publicKey, group: keys.validator(publicKey)?.group }))
          throw new Refusal("CLIENT_NOT_PERMITTED");
      const missing = asked.find(({ pubkey }) => keys.validator(pubkey) === undefined);
      if (missing !== undefined) throw new Refusal("KEY_NOT_FOUND", missing.pubkey);

      const now = currentEpoch();
      const exits = asked.map((one) => ({ ...one, signingRoot: rootOf(chain, one, now) }));
      const subject = {
        action: "voluntary-exits",
        exits: exits.map(({ pubkey: publicKey, validator_index: validatorIndex, epoch, signingRoot }) => ({
          ...{ publicKey, validatorIndex, epoch },
          signingRoot: hex(signingRoot),
        })),
      } as const;
      approvals.require(subject, client.names[0] ?? "");
      const data = await Promise.all(
        exits.map(async ({ pubkey: publicKey, validator_index, epoch, signingRoot }) => ({
          message: { epoch: `${epoch}`, validator_index: `${validator_index}` },
          signature: hex(
            await signer.signRoot({ publicKey, signingRoot, priority: priorities.other, duty: undefined }),
          ),
        })),
      );
      return jsonAnswer(200, { data });
    },
  });
}

type Exit = z.infer<typeof exit>;

function rootOf({ schedule }: Chain, { epoch, validator_index }: Exit, nowEpoch: bigint): Uint8Array {
  const version = schedule.versionOfExitAt(epoch, nowEpoch);
  const domain = computeDomain(domainTypes.DOMAIN_VOLUNTARY_EXIT, version, schedule.genesisValidatorsRoot);
  return computeSigningRoot(VoluntaryExit.ssz.hashTreeRoot({ epoch, validator_index }), domain);
}

function read(bytes: Uint8Array): readonly Exit[] {
  try {
    const found = bodySchema.safeParse(parseJson(bytes, { bytesMax: bodyBytesMax, depthMax: 4 }));
    if (found.success) return found.data.exits;
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
  }
  throw new Refusal(
    "REQUEST_MALFORMED",
    `exits is a list of 1 to ${approvalLimits.batchMax}: pubkey, validator_index and epoch as texts`,
  );
}
