// `GET`, `PUT`, `DELETE /inkan/v1/high-watermark`: what Web3Signer's `watermark-repair` does to its database, over the network.
import { JsonError, parseJson } from "@inkan/attestation";
import { z } from "zod";
import type { Route, SignerRequest } from "../door/route.ts";
import type { HighWatermark } from "../keys/kept-orders.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";
import type { HighWatermarkControl } from "./high-watermark.ts";

const path = "/inkan/v1/high-watermark";
const bodyBytesMax = 1_024;

/** As interchange files write them. */
const uint64 = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/)
  .transform(BigInt)
  .refine((number) => number === BigInt.asUintN(64, number));
const body = z.strictObject({ epoch: uint64, slot: uint64 });

/** Needs the operation `slashing-protection`. The body of a PUT is what a GET answers: `{"epoch":"…","slot":"…"}`; `{}`: none is set. */
export function highWatermarkRoute(control: HighWatermarkControl): Route {
  return restRoute({
    methods: ["GET", "PUT", "DELETE"],
    path,
    async answer({ client, method, body: sent }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      if (!client.may("slashing-protection")) throw new Refusal("CLIENT_NOT_PERMITTED");
      const by = client.names[0] ?? "";
      if (method === "PUT") await control.set(read(sent), by);
      if (method === "DELETE") await control.set(undefined, by);
      const mark = control.current();
      return jsonAnswer(200, mark === undefined ? {} : { epoch: `${mark.epoch}`, slot: `${mark.slot}` });
    },
  });
}

function read(bytes: SignerRequest["body"]): HighWatermark {
  try {
    const found = body.safeParse(parseJson(bytes, { bytesMax: bodyBytesMax, depthMax: 2 }));
    if (found.success) return found.data;
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
  }
  throw new Refusal("REQUEST_MALFORMED", "epoch and slot are decimal strings of 64 bits");
}
