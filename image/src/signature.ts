// An image's signature section (aws-nitro-enclaves-image-format, src/utils/eif_signer.rs): a CBOR array of one map with the certificate's
// PEM and a COSE_Sign1 (RFC 9052, ES384) over PCR0. It says which certificate PCR8 is about; that the image is the right one, PCR0-2 say.
import { createPrivateKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { ImageError } from "./build-error.ts";

export type ImageSigner = { readonly keyPem: string; readonly certificatePem: string };

const coseEs384 = Uint8Array.of(0xa1, 0x01, 0x38, 0x22); // {1: -35}
const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * @returns The certificate's DER: what PCR8 is over.
 * @throws {ImageError} `SIGNING_KEY_INVALID`
 */
export function signedCertificate({ keyPem, certificatePem }: ImageSigner): { der: Uint8Array; key: KeyObject } {
  try {
    if (certificatePem.match(pemBlock)?.length !== 1) throw new Error("the file must hold one certificate");
    const certificate = new X509Certificate(certificatePem);
    const key = createPrivateKey(keyPem);
    if (key.asymmetricKeyDetails?.namedCurve !== "secp384r1") throw new Error("the key must be of P-384");
    if (!certificate.checkPrivateKey(key)) throw new Error("the certificate is for another key");
    return { der: certificate.raw, key };
  } catch (thrown) {
    throw new ImageError("SIGNING_KEY_INVALID", thrown instanceof Error ? thrown.message : "unreadable", {
      cause: thrown,
    });
  }
}

/** ECDSA draws a number: the file of a signed image is another each time. Its PCRs are not. */
export function signatureSection(signer: ImageSigner, pcr0: Uint8Array): Uint8Array {
  const { key } = signedCertificate(signer);
  const payload = map([
    [text("register_index"), head(0, 0)],
    [text("register_value"), numbers(pcr0)],
  ]);
  const signed = array([text("Signature1"), bytes(coseEs384), bytes(new Uint8Array()), bytes(payload)]);
  const signature = sign("sha384", signed, { key, dsaEncoding: "ieee-p1363" });
  const cose = array([bytes(coseEs384), map([]), bytes(payload), bytes(signature)]);
  return array([
    map([
      [text("signing_certificate"), numbers(Buffer.from(signer.certificatePem))],
      [text("signature"), numbers(cose)],
    ]),
  ]);
}

/** CBOR, RFC 8949, section 3: the argument of a major type in its shortest form. */
function head(major: number, argument: number): Uint8Array {
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument < 0x100) return Uint8Array.of(type | 24, argument);
  if (argument >= 0x10000) throw new RangeError("longer than a signature section may be");
  return Uint8Array.of(type | 25, argument >> 8, argument & 0xff);
}

const bytes = (value: Uint8Array) => Buffer.concat([head(2, value.length), value]);
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const array = (items: readonly Uint8Array[]) => Buffer.concat([head(4, items.length), ...items]);
const map = (members: readonly (readonly [Uint8Array, Uint8Array])[]) =>
  Buffer.concat([head(5, members.length), ...members.flat()]);
/** The format has byte strings as arrays of integers. */
const numbers = (value: Uint8Array) => array([...value].map((byte) => head(0, byte)));
