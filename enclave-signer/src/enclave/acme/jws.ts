// What an ACME client signs: flattened JWS (RFC 7515, section 7.2.2) with ES256 and the members of RFC 8555, section 6.2.
import { createHash, createHmac, sign } from "node:crypto";
import type { P256Key } from "../p256.ts";

/** RFC 7638's members of an EC key, in its order: the text of this object is what the thumbprint is made of. */
export type Jwk = { readonly crv: "P-256"; readonly kty: "EC"; readonly x: string; readonly y: string };

export type AccountKey = {
  readonly key: P256Key;
  readonly jwk: Jwk;
  /** RFC 7638, Base64url. */
  readonly thumbprint: string;
};

/** Who signs: the key itself where there is no account yet, the account's URL ever after. */
export type Signer = { readonly jwk: Jwk } | { readonly kid: string };

const pointBytes = 32;

export function accountKey(key: P256Key): AccountKey {
  const end = key.spki.length;
  const jwk = {
    crv: "P-256",
    kty: "EC",
    x: base64url(key.spki.subarray(end - 2 * pointBytes, end - pointBytes)),
    y: base64url(key.spki.subarray(end - pointBytes)),
  } as const;
  return { key, jwk, thumbprint: createHash("sha256").update(JSON.stringify(jwk)).digest("base64url") };
}

/**
 * @param payload `undefined`: a POST-as-GET, whose payload is empty (RFC 8555, section 6.3).
 * @returns The body of the request.
 */
export function signedRequest(
  { key }: AccountKey,
  header: { readonly url: string; readonly nonce: string; readonly signer: Signer },
  payload: object | undefined,
): string {
  const { url, nonce, signer } = header;
  const protectedText = base64url(JSON.stringify({ alg: "ES256", ...signer, nonce, url }));
  const payloadText = payload === undefined ? "" : base64url(JSON.stringify(payload));
  const signature = sign("sha256", Buffer.from(`${protectedText}.${payloadText}`), {
    key: key.privateKey,
    dsaEncoding: "ieee-p1363",
  });
  return JSON.stringify({ protected: protectedText, payload: payloadText, signature: base64url(signature) });
}

/**
 * The external account binding of a new account: RFC 8555, section 7.3.4.
 *
 * @param account `keyId` and `hmacKey` (Base64url) as the certificate authority gave them to the operator.
 */
export function externalAccountBinding(
  { jwk }: AccountKey,
  account: { readonly keyId: string; readonly hmacKey: string },
  newAccountUrl: string,
) {
  const protectedText = base64url(JSON.stringify({ alg: "HS256", kid: account.keyId, url: newAccountUrl }));
  const payloadText = base64url(JSON.stringify(jwk));
  const signature = createHmac("sha256", Buffer.from(account.hmacKey, "base64url"))
    .update(`${protectedText}.${payloadText}`)
    .digest("base64url");
  return { protected: protectedText, payload: payloadText, signature };
}

const base64url = (value: string | Uint8Array) => Buffer.from(value).toString("base64url");
