// Which client a certificate is, and what it may do. Implicit deny: a certificate that no entry of the measured configuration names may do nothing.
import { X509Certificate } from "node:crypto";
import type { Clock } from "../enclave/clock.ts";
import {
  adminOperations,
  ethereumSignTypes,
  keyedOperations,
  type Operation,
  type PermissionConfig,
  type SignerConfig,
} from "../enclave/signer-config.ts";
import type { Client } from "./door/route.ts";

type Authority = PermissionConfig["authority"];
type Key = { readonly publicKey: string; readonly group?: string | undefined };

/** A certificate that an authority of the configuration issued. */
export type KnownCertificate = {
  readonly client: Client;
  /** First DNS name of its subjectAltName: op-signer's name of a client. */
  readonly dnsName: string | undefined;
  /** Unix milliseconds; past it the connection has no client any more. */
  readonly notAfterMs: number;
};

export type Permissions = {
  /** @returns `undefined` when no configured authority issued it, or when it isn't valid at the hypervisor's time. */
  of(certificate: X509Certificate): KnownCertificate | undefined;
};

/**
 * Authorities issue clients' certificates themselves: no intermediate of a client's own is followed, so that there is one way only from a
 * certificate to its authority. An intermediate that issues may itself be configured as the authority.
 *
 * @throws When a PEM block is no certificate, or an authority is both a client's and an administrator's.
 */
export function openPermissions(clients: SignerConfig["clients"], clock: Clock): Permissions {
  const issuers = [
    ...clients.authorities.map((pem) => ({ kind: "client" as const, certificate: new X509Certificate(pem) })),
    ...clients.adminAuthorities.map((pem) => ({ kind: "admin" as const, certificate: new X509Certificate(pem) })),
  ];
  const entries = clients.permissions.map(compile);

  return {
    of(certificate) {
      const nowMs = clock.unixMs();
      if (!isValidAt(certificate, nowMs)) return undefined;
      const kinds = new Set(
        issuers.filter((issuer) => hasIssued(issuer.certificate, certificate, nowMs)).map(({ kind }) => kind),
      );
      const [authority] = kinds;
      // Under both, nobody could say which of the two it is.
      if (authority === undefined || kinds.size > 1) return undefined;
      const dnsName = firstDnsName(certificate.subjectAltName);
      const fingerprint = certificate.fingerprint256.replaceAll(":", "").toLowerCase();
      const own = entries.filter(
        (entry) =>
          entry.authority === authority &&
          (entry.dns === undefined ? entry.fingerprint === fingerprint : entry.dns === dnsName),
      );
      return { client: clientOf(own), dnsName, notAfterMs: certificate.validToDate.getTime() };
    },
  };
}

function clientOf(entries: readonly Entry[]): Client {
  return {
    names: [...new Set(entries.map(({ name }) => name))],
    may: (operation, key) => entries.some((entry) => entry.allows(operation, key)),
  };
}

type Entry = {
  readonly name: string;
  readonly authority: Authority;
  readonly dns: string | undefined;
  readonly fingerprint: string | undefined;
  allows(operation: Operation, key: Key | undefined): boolean;
};

function compile({ name, certificate, authority, keys, operations }: PermissionConfig): Entry {
  const allowed = new Set(operations.flatMap((each) => (each === "duties" ? duties : [each])));
  // The configuration's rules refuse it already.
  if (authority !== "admin") for (const operation of adminOperations) allowed.delete(operation);
  const isOwn = keyPattern(keys);
  return {
    name,
    authority,
    dns: "dns" in certificate ? certificate.dns : undefined,
    fingerprint: "fingerprint" in certificate ? certificate.fingerprint : undefined,
    allows(operation, key) {
      if (!allowed.has(operation)) return false;
      // A caller that forgets the key must not get the right to every key.
      return key === undefined ? !keyedOperations.has(operation) : isOwn(key);
    },
  };
}

/** What a validator client asks for day by day: all sign types but those that the operators approve one by one. */
const duties: readonly Operation[] = [
  ...ethereumSignTypes.filter((type) => type !== "DEPOSIT" && type !== "VOLUNTARY_EXIT"),
  "list-keys",
];

function keyPattern(patterns: readonly string[]): (key: Key) => boolean {
  const isAll = patterns.includes("*");
  const exact = new Set(patterns.filter((pattern) => /^0x[0-9a-f]+$/.test(pattern)));
  const prefixes = patterns.filter((pattern) => /^0x[0-9a-f]+\*$/.test(pattern)).map((pattern) => pattern.slice(0, -1));
  const groups = new Set(patterns.filter((pattern) => pattern.startsWith("group:")).map((pattern) => pattern.slice(6)));
  return ({ publicKey, group }) =>
    isAll ||
    exact.has(publicKey) ||
    (group !== undefined && groups.has(group)) ||
    prefixes.some((prefix) => publicKey.startsWith(prefix));
}

const isValidAt = (certificate: X509Certificate, unixMs: number): boolean =>
  certificate.validFromDate.getTime() <= unixMs && unixMs <= certificate.validToDate.getTime();

/** Names, then the signature. A self-signed certificate that is itself configured is its own authority. */
function hasIssued(authority: X509Certificate, certificate: X509Certificate, nowMs: number): boolean {
  return isValidAt(authority, nowMs) && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/**
 * @param text As Node prints the extension: `DNS:a, IP Address:…`, with quotes around what holds a character that could deceive.
 * A certificate with such a name has none.
 */
export function firstDnsName(text: string | undefined): string | undefined {
  if (text === undefined || text.includes('"')) return undefined;
  return text
    .split(", ")
    .find((name) => name.startsWith("DNS:"))
    ?.slice(4);
}
