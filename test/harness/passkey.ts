// A passkey in software: what an authenticator and a browser make together of a challenge (Web Authentication Level 3, sections 5.8.1 and 6.1),
// with every part open to change, since attackers change them.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export type AssertionJson = {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
  readonly clientExtensionResults: Record<string, never>;
};

export type AssertionChange = {
  readonly clientData?: Readonly<Record<string, unknown>>;
  /** In place of the whole client data. */
  readonly clientDataText?: string;
  readonly relyingPartyId?: string;
  readonly flags?: number;
  readonly counter?: number;
  /** Behind the counter. */
  readonly behind?: Uint8Array;
  /** Of the signature in DER. */
  readonly signature?: (der: Buffer) => Uint8Array;
};

export type Passkey = {
  readonly name: string;
  readonly credentialId: string;
  /** DER SubjectPublicKeyInfo, base64: as the configuration has it. */
  readonly publicKey: string;
  answer(challenge: Uint8Array, change?: AssertionChange): AssertionJson;
};

/** User present, user verified, backup eligible, backed up: a synchronised passkey after a fingerprint. */
export const presentAndVerified = 0x1d;

export function makePasskey(name: string, relyingPartyId: string, origin: string): Passkey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credentialId = randomBytes(32).toString("base64url");
  return {
    name,
    credentialId,
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    answer(challenge, change = {}) {
      const members = {
        type: "webauthn.get",
        challenge: Buffer.from(challenge).toString("base64url"),
        origin,
        crossOrigin: false,
        ...change.clientData,
      };
      const clientData = Buffer.from(change.clientDataText ?? JSON.stringify(members));
      const fixed = Buffer.alloc(5);
      fixed.writeUInt8(change.flags ?? presentAndVerified, 0);
      fixed.writeUInt32BE(change.counter ?? 0, 1);
      const idHash = createHash("sha256")
        .update(change.relyingPartyId ?? relyingPartyId)
        .digest();
      const authenticatorData = Buffer.concat([idHash, fixed, change.behind ?? Buffer.alloc(0)]);
      const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
      const der = sign("sha256", signed, privateKey);
      return {
        id: credentialId,
        rawId: credentialId,
        type: "public-key",
        response: {
          clientDataJSON: clientData.toString("base64url"),
          authenticatorData: authenticatorData.toString("base64url"),
          signature: Buffer.from(change.signature?.(der) ?? der).toString("base64url"),
        },
        clientExtensionResults: {},
      };
    },
  };
}
