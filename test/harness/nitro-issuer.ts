// A test PKI as deep as AWS's that signs whatever it is told: documents and certificates that are wrong in exactly one thing.
// Not the simulated NSM of the enclave, which can only make sound documents.
import type { CborValue } from "@inkan/attestation";
import { concatBytes, encodeCbor } from "@inkan/attestation";

export type Der = Uint8Array<ArrayBuffer>;

/** One DER element with a length in its shortest form. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = concatBytes(...parts);
  const { length } = content;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concatBytes(Uint8Array.of(tag, ...header), content);
}

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export const ecdsaWithSha384 = der(0x30, hex("06082a8648ce3d040303"));
export const name = (commonName: string): Der =>
  der(0x30, der(0x31, der(0x30, hex("0603550403"), der(0x0c, ascii(commonName)))));

/** UTCTime of Unix seconds. */
export function utcTime(at: number): Der {
  return der(0x17, ascii(`${new Date(at * 1000).toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));
}

/** One Extension; `critical` as DER writes it, left out for false. */
export function extension(oid: string, critical: boolean, value: Uint8Array): Der {
  return der(0x30, der(0x06, hex(oid)), ...(critical ? [Uint8Array.of(1, 1, 0xff)] : []), der(0x04, value));
}
export const authority = (pathLen?: number): Der =>
  extension(
    "551d13",
    true,
    der(0x30, Uint8Array.of(1, 1, 0xff), ...(pathLen === undefined ? [] : [Uint8Array.of(2, 1, pathLen)])),
  );
export const notAuthority: Der = extension("551d13", true, der(0x30));
export const keyUsage = (unusedBits: number, bits: number): Der =>
  extension("551d0f", true, Uint8Array.of(3, 2, unusedBits, bits));
const authorityUsage = keyUsage(1, 0x86);
const leafUsage = keyUsage(6, 0xc0);

/** The parts of a TBSCertificate, each as DER; whatever is given replaces the sound one. */
export type CertificateParts = {
  readonly version?: Uint8Array;
  readonly serial?: Uint8Array;
  readonly innerAlgorithm?: Uint8Array;
  readonly outerAlgorithm?: Uint8Array;
  readonly issuer?: Uint8Array;
  readonly validity?: Uint8Array;
  readonly subject?: Uint8Array;
  readonly spki?: Uint8Array;
  /** Members of the list of extensions. */
  readonly extensions?: readonly Uint8Array[];
  /** In place of the whole `[3]`, such as nothing at all. */
  readonly extensionsField?: Uint8Array;
  /** In place of the signature's BIT STRING. */
  readonly signature?: (sound: Uint8Array) => Uint8Array;
  /** After everything, such as another length form. */
  readonly whole?: (sound: Uint8Array) => Uint8Array;
};

type Keys = { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey };
const p384 = { name: "ECDSA", namedCurve: "P-384" } as const;
const es384 = { name: "ECDSA", hash: "SHA-384" } as const;
const positions = ["root", "regional", "zonal", "instance", "leaf"] as const;
export type Position = (typeof positions)[number];

export type DocumentParts = {
  /** Replaces or adds payload fields; `undefined` leaves one out. */
  readonly fields?: Readonly<Record<string, CborValue | undefined>>;
  /** Certificates that are wrong, by position. They are issued and signed by the sound one above. */
  readonly certificates?: { readonly [position in Position]?: CertificateParts };
  readonly chain?: (sound: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly payload?: (sound: Uint8Array) => Uint8Array;
  readonly protectedHeader?: Uint8Array;
  readonly signature?: (sound: Uint8Array) => Uint8Array;
};

export type NitroIssuer = {
  readonly root: { readonly name: string; readonly der: Uint8Array };
  /** Sound documents are valid at this time, Unix seconds. */
  readonly at: number;
  document(parts?: DocumentParts): Promise<Uint8Array>;
};

const at = 1_767_225_600;
const day = 86_400;

/** Makes fresh keys for the five positions; everything else is fixed. */
export async function createNitroIssuer(): Promise<NitroIssuer> {
  const keys = Object.fromEntries(
    await Promise.all(
      positions.map(async (position) => [position, await crypto.subtle.generateKey(p384, true, ["sign", "verify"])]),
    ),
  ) as Record<Position, Keys>;
  const spki = async (position: Position) =>
    new Uint8Array(await crypto.subtle.exportKey("spki", keys[position].publicKey));

  const certificate = async (position: Position, parts: CertificateParts = {}): Promise<Uint8Array> => {
    const index = positions.indexOf(position);
    const signer = positions[Math.max(index - 1, 0)]!;
    const life = position === "root" ? 3650 * day : position === "leaf" ? 10_800 : 20 * day;
    const pathLen = index === 0 ? undefined : 3 - index;
    const sound = position === "leaf" ? [notAuthority, leafUsage] : [authority(pathLen), authorityUsage];
    const tbs = der(
      0x30,
      parts.version ?? der(0xa0, Uint8Array.of(2, 1, 2)),
      parts.serial ?? Uint8Array.of(2, 2, 0x10, index + 1),
      parts.innerAlgorithm ?? ecdsaWithSha384,
      parts.issuer ?? name(`test ${signer}`),
      parts.validity ?? der(0x30, utcTime(at - 60), utcTime(at + life)),
      parts.subject ?? name(`test ${position}`),
      parts.spki ?? (await spki(position)),
      parts.extensionsField ?? der(0xa3, der(0x30, ...(parts.extensions ?? sound))),
    );
    const rs = new Uint8Array(await crypto.subtle.sign(es384, keys[signer].privateKey, tbs));
    const signature = der(0x03, Uint8Array.of(0), derSignature(rs));
    const whole = der(
      0x30,
      tbs,
      parts.outerAlgorithm ?? parts.innerAlgorithm ?? ecdsaWithSha384,
      parts.signature?.(signature) ?? signature,
    );
    return parts.whole?.(whole) ?? whole;
  };

  const sound = Object.fromEntries(
    await Promise.all(positions.map(async (position) => [position, await certificate(position)])),
  ) as Record<Position, Uint8Array>;

  return {
    at,
    root: { name: "root of the test issuer", der: sound.root },
    async document(parts = {}) {
      const made = await Promise.all(
        positions.map((position) => {
          const wrong = parts.certificates?.[position];
          return wrong === undefined ? sound[position] : certificate(position, wrong);
        }),
      );
      const chain = parts.chain?.(made) ?? made;
      const fields: Record<string, CborValue | undefined> = {
        module_id: "i-0123456789abcdef0-enc0123456789abcdef",
        digest: "SHA384",
        timestamp: at * 1000,
        pcrs: soundPcrs(),
        certificate: chain.at(-1)!,
        cabundle: chain.slice(0, -1),
        public_key: null,
        user_data: null,
        nonce: null,
        ...parts.fields,
      };
      const present = Object.entries(fields).filter((entry): entry is [string, CborValue] => entry[1] !== undefined);
      const plain = encodeCbor(new Map(present));
      const payload = parts.payload?.(plain) ?? plain;
      const header = parts.protectedHeader ?? hex("a1013822");
      const signed = encodeCbor(["Signature1", header, new Uint8Array(), payload]);
      const signature = new Uint8Array(await crypto.subtle.sign(es384, keys.leaf.privateKey, signed));
      return encodeCbor([header, new Map(), payload, parts.signature?.(signature) ?? signature]);
    },
  };
}

/** PCR0 to PCR4 and PCR8, all different, none zero. */
export function soundPcrs(more: Readonly<Record<number, Uint8Array>> = {}): Map<number, Uint8Array> {
  const pcrs = new Map<number, Uint8Array>(
    [0, 1, 2, 3, 4, 8].map((index) => [index, new Uint8Array(48).fill(0x10 + index)]),
  );
  for (const [index, value] of Object.entries(more)) pcrs.set(Number(index), value);
  return pcrs;
}

function derSignature(rs: Uint8Array): Der {
  return der(0x30, derInteger(rs.subarray(0, 48)), derInteger(rs.subarray(48)));
}

/** A positive INTEGER in its fewest bytes. */
export function derInteger(magnitude: Uint8Array): Der {
  const from = magnitude.findIndex((byte) => byte !== 0);
  const digits = from === -1 ? Uint8Array.of(0) : magnitude.subarray(from);
  return der(0x02, ...(digits[0]! >= 0x80 ? [Uint8Array.of(0)] : []), digits);
}
