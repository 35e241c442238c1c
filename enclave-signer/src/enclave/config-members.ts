// Members that the configurations of both roles are made of.
import { z } from "zod";

export const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "lower-case letters, digits and -, at most 32");
export const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "0x and 40 hexadecimal digits");
export const bytes4 = z.string().regex(/^0x[0-9a-f]{8}$/, "0x and 8 lower-case hexadecimal digits");
export const bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/, "0x and 64 lower-case hexadecimal digits");
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits");
export const chainId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
/** One PEM block. */
export const pem = z.string().max(4096);

export const urlOf = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      return url !== undefined && protocols.includes(url.protocol) && url.username === "" && url.hash === "";
    },
    `a URL with ${protocols.join(" or ")}, no user, no fragment`,
  );

/** Where the contracts are: which releases are allowed, and where enclaves are registered. */
export const registry = z.strictObject({ chainId, pcrRegistry: address, enclaveRegistry: address });

/** What an upstream's certificate is held to. */
export const upstreamTrust = {
  /** SHA-256 of accepted SubjectPublicKeyInfos, in addition to the check against the roots of the image. Empty: roots alone. */
  pins: z.array(sha256).max(8).default([]),
  /** PEM certificates accepted as roots in place of those of the image. Empty: the image's roots. */
  roots: z.array(z.string().max(4096)).max(4).default([]),
};
export type UpstreamTrust = { readonly pins: readonly string[]; readonly roots: readonly string[] };

/** A POST of the PKCS #10 request, DER, to `url`. */
const developmentAuthority = z.strictObject({ kind: z.literal("development"), url: urlOf("http:", "https:") });

/** An ACME server (RFC 8555). The account's key and the certificate's are born in the enclave; TLS-ALPN-01 proves the names. */
const acmeAuthority = z.strictObject({
  kind: z.literal("acme"),
  /** URL of the directory; all else that the server names must be on its origin. */
  directory: urlOf("https:").refine((url) => url.length <= 512, "at most 512 characters"),
  /** The operator has read the server's terms of service, and agrees. */
  termsOfServiceAgreed: z.literal(true),
  /** Domain names by which CAA records (RFC 8659) name the authority: `letsencrypt.org`. */
  caaIdentities: z
    .array(z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "a domain name in lower case"))
    .min(1)
    .max(8),
  /** `mailto:` URLs. The configuration is public, so these are. */
  contacts: z
    .array(z.string().regex(/^mailto:[\x21-\x7e]{3,254}$/, "a mailto: URL"))
    .max(4)
    .default([]),
  /** External account binding (RFC 8555, section 7.3.4). The configuration is public, so these are: a pair that serves once is meant. */
  externalAccount: z
    .strictObject({
      keyId: z.string().min(1).max(256),
      hmacKey: z.string().regex(/^[A-Za-z0-9_-]{16,512}$/, "Base64url without padding"),
    })
    .nullable()
    .default(null),
  /** One of the server's certificate profiles; `null`: its default. */
  profile: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "letters, digits, _ and -")
    .nullable()
    .default(null),
  ...upstreamTrust,
});
export type AcmeSettings = z.infer<typeof acmeAuthority>;

/** DNS names and IP addresses of the certificate. */
const certificateNames = z.array(z.string().max(253)).min(1).max(16);

export const tls = z.strictObject({
  names: certificateNames,
  /** Who signs the certificate of the key that is born in the enclave. */
  certificateAuthority: developmentAuthority,
});

/** Of the relay, which the whole internet reaches. */
export const publicTls = z.strictObject({
  names: certificateNames,
  certificateAuthority: z.discriminatedUnion("kind", [developmentAuthority, acmeAuthority]),
});
export type TlsSettings = z.infer<typeof publicTls>;

/** What both roles have. */
export const common = {
  version: z.literal(1),
  /** Scheme and authority that clients know the enclave by. */
  origin: urlOf("https:", "http:"),
  /** Further origins under which clients reach it: the other front door, another name. */
  alternativeOrigins: z.array(urlOf("https:", "http:")).max(8).default([]),
  registry,
  operator: address,
};
