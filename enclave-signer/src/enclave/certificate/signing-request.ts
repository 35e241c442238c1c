// PKCS #10 (RFC 2986) for the key that TLS in the enclave ends with.
import { createPublicKey } from "node:crypto";
import { isIP } from "node:net";
import type { P256Key } from "../p256.ts";
import * as x509 from "../x509.ts";

/**
 * @param names DNS names and IP addresses; all of them in the subject's alternative names.
 * @returns DER.
 */
export async function signingRequest(key: P256Key, names: readonly string[]): Promise<Uint8Array> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: new x509.Name([{ CN: [names.find((name) => name.length <= 64) ?? "inkan"] }]).toString(),
    keys: {
      privateKey: x509.webCryptoKey(key.privateKey, "P-256"),
      publicKey: x509.webCryptoKey(createPublicKey(key.privateKey), "P-256"),
    },
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? ("dns" as const) : ("ip" as const), value: name })),
      ),
    ],
  });
  return new Uint8Array(request.rawData);
}
