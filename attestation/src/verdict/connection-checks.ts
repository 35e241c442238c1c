// What a connection is worth: whose door it is, and whether the key that ended TLS is the enclave's.
import { equalBytes } from "../bytes.ts";
import type { ReadEvidence } from "../proof/index.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { VerdictCheck, Warning } from "./verdict.ts";
import { check, checkOf } from "./verdict-checks.ts";

/** The document names one origin; the measured configuration says under which others its enclave is reached. */
export function urlOriginCheck(url: URL, { origins }: ReadEvidence): VerdictCheck {
  return check("url-origin", origins.includes(url.origin), {
    required: origins.join(" or "),
    seen: url.origin,
    code: "ORIGIN_MISMATCH",
  });
}

export function frontDoorCheck(
  url: URL,
  { frontDoor: door, tlsKey }: ReadEvidence,
  exchange: HttpExchange,
): VerdictCheck {
  if (url.protocol === "http:")
    return check("front-door", door === "host", {
      required: "host: HTTP without TLS ends in the gateway",
      seen: `${door}: the gateway reads requests and answers`,
      code: "FRONT_DOOR_MISMATCH",
    });
  if (exchange.tls === undefined) {
    const required =
      door === "enclave"
        ? "enclave: the certificate's key is the one in the attestation document"
        : "TLS by an accepted certificate authority";
    return checkOf("front-door", "not-possible", {
      required,
      seen: `${door}, by its own word; the certificate's key can't be seen here`,
    });
  }
  const shown = exchange.tls();
  if (door !== "enclave")
    return check("front-door", shown?.authorized === true, {
      required: "TLS by an accepted certificate authority",
      seen: `${door}: TLS ends outside the enclave, ${shown?.authorized ? "with an accepted certificate" : shown?.why}`,
      code: "TLS_NOT_ACCEPTED",
    });
  const same = shown !== undefined && tlsKey !== undefined && equalBytes(shown.spki, tlsKey);
  return check("front-door", same, {
    required: "enclave: the certificate's key is the one in the attestation document",
    seen: same
      ? `enclave: the same key; ${shown.authorized ? "its certificate is accepted" : `its certificate is not accepted by this machine (${shown.why}), which the key makes good`}`
      : "another key ended TLS",
    code: "KEY_MISMATCH",
  });
}

export function connectionWarnings(url: URL, { frontDoor }: ReadEvidence, exchange: HttpExchange): Warning[] {
  if (frontDoor === "host")
    return [
      {
        code: "HOST_FRONT_DOOR",
        text: "HTTP ends in the gateway at this door: whoever runs it reads your requests and your address. The enclave's door is the https one.",
      },
    ];
  return url.protocol === "https:" && exchange.tls === undefined
    ? [
        {
          code: "TLS_KEY_NOT_SEEN",
          text: "Whether this connection ends in the enclave was not checked: a browser does not show the key that ended TLS. 'inkan verify' compares it. Answers are proven all the same.",
        },
      ]
    : [];
}
