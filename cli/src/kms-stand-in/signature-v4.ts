// AWS Signature Version 4 as a service checks it (IAM User Guide, "Create a signed AWS API request"): header form only, which the SDKs send.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export type SignedRequest = {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
};

export type AwsIdentity = { readonly secretAccessKey: string; readonly principal: string };

const clockSkewMsMax = 300_000;

/**
 * @param identities By access key id.
 * @returns Whose request it is; `undefined` when the signature is not by any of them, or is older than five minutes.
 */
export function signerOf(
  request: SignedRequest,
  identities: ReadonlyMap<string, AwsIdentity>,
  scope: { readonly region: string; readonly service: string; readonly nowMs: number },
): AwsIdentity | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
  const [, keyId = "", day = "", region, service, names = "", signature = ""] =
    pattern.exec(request.headers.authorization ?? "") ?? [];
  const identity = identities.get(keyId);
  const date = String(request.headers["x-amz-date"]);
  const dated = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  const signed = names.split(";");
  if (identity === undefined || region !== scope.region || service !== scope.service) return undefined;
  if (!date.startsWith(day) || !(Math.abs(dated - scope.nowMs) <= clockSkewMsMax)) return undefined;
  if (!["host", "x-amz-date", "x-amz-target"].every((name) => signed.includes(name))) return undefined;

  const [path = "/", query = ""] = request.target.split("?");
  const canonicalRequest = [
    ...[request.method, path, query.split("&").sort().join("&")],
    ...signed.map((name) => `${name}:${String(request.headers[name]).trim().replace(/ +/g, " ")}`),
    ...["", names, sha256(request.body)],
  ].join("\n");
  const scopeText = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", date, scopeText, sha256(canonicalRequest)].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<Uint8Array>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${identity.secretAccessKey}`),
  );
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, "hex")) ? identity : undefined;
}

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const hmac = (key: Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();
