// `GET /inkan/v1/fee-recipients`: the list in force. `PUT`: another one in its place, which the operators approve.
import { type JsonObject, parseJson } from "@inkan/attestation";
import type { Route, SignerRequest } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";
import type { ApprovedList } from "./approved-list.ts";

export const feeRecipientsPath = "/inkan/v1/fee-recipients";
/** 256 addresses and what stands around them. */
const bodyBytesMax = 32_768;

/** Needs the operation `fee-recipients`. The body of a PUT is what a GET answers: `{"feeRecipients":["0x…"]}`. */
export function openFeeRecipientsRoute(approved: ApprovedList): Route {
  return restRoute({
    methods: ["GET", "PUT"],
    path: feeRecipientsPath,
    async answer({ method, client, body }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      if (!client.may("fee-recipients")) throw new Refusal("CLIENT_NOT_PERMITTED");
      if (method === "PUT") await approved.replace(readList(body), client.names[0] ?? "");
      const list = approved.list();
      const { sequence, rollbackProtection } = approved;
      return jsonAnswer(200, { feeRecipients: list === undefined ? null : [...list], rollbackProtection, sequence });
    },
  });
}

function readList(body: SignerRequest["body"]): readonly string[] {
  if (body.length > bodyBytesMax) throw new Refusal("REQUEST_TOO_LARGE");
  let list: unknown;
  try {
    list = (parseJson(body, { bytesMax: bodyBytesMax, depthMax: 3 }) as JsonObject | null)?.feeRecipients;
  } catch {
    throw new Refusal("REQUEST_MALFORMED", "the body is not JSON");
  }
  if (!Array.isArray(list) || !list.every((address) => typeof address === "string"))
    throw new Refusal("REQUEST_MALFORMED", "feeRecipients is a list of addresses");
  return list;
}
