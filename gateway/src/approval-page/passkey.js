// The browser's side of Web Authentication: one passkey is made, one answers a challenge. ES256 alone, and never without the user's fingerprint,
// face or PIN.

/** @param {Uint8Array | ArrayBuffer} bytes */
const toBase64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** @param {Uint8Array | ArrayBuffer} bytes */
const toBase64url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** @param {string} text */
const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

const es256 = -7;
const waitMs = 120_000;

/**
 * @param {Uint8Array<ArrayBuffer>} challenge
 * @param {string} relyingPartyId
 * @param {string[]} credentialIds Of all operators: the browser offers those that it has.
 * @returns AuthenticationResponseJSON.
 */
export async function answerWithPasskey(challenge, relyingPartyId, credentialIds) {
  const credential = /** @type {PublicKeyCredential} */ (
    await navigator.credentials.get({
      publicKey: {
        challenge,
        rpId: relyingPartyId,
        allowCredentials: credentialIds.map((id) => ({ type: "public-key", id: fromBase64url(id) })),
        userVerification: "required",
        timeout: waitMs,
      },
    })
  );
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    response: {
      authenticatorData: toBase64url(response.authenticatorData),
      clientDataJSON: toBase64url(response.clientDataJSON),
      signature: toBase64url(response.signature),
    },
    clientExtensionResults: {},
  };
}

/**
 * Makes a passkey for the operator `name`.
 *
 * @param {string} name
 * @param {string} relyingPartyId
 * @returns {Promise<{ name: string, credentialId: string, publicKey: string }>} The operator's entry for the signer's configuration.
 */
export async function makePasskey(name, relyingPartyId) {
  const credential = /** @type {PublicKeyCredential} */ (
    await navigator.credentials.create({
      publicKey: {
        rp: { id: relyingPartyId, name: "Inkan approvals" },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name, displayName: name },
        // Nobody checks the registration: what counts is the public key that reaches the measured configuration.
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [{ type: "public-key", alg: es256 }],
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        attestation: "none",
        timeout: waitMs,
      },
    })
  );
  const spki = /** @type {AuthenticatorAttestationResponse} */ (credential.response).getPublicKey();
  if (spki === null) throw new Error("the authenticator gave no P-256 key");
  return { name, credentialId: credential.id, publicKey: toBase64(spki) };
}
