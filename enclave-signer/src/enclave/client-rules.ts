// What the schema can't say of a signer's clients: authorities are certificates, clients' and administrators' are kept apart, names lead somewhere. Pure.
import { X509Certificate } from "node:crypto";
import type { ConfigProblem } from "./read-config.ts";
import { adminOperations, type SignerConfig } from "./signer-config.ts";

/** @returns Every broken rule with the path of the member at fault. */
export function clientProblems({ clients, transactions, sequencers, ethereum, tls }: SignerConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const say = (path: string, message: string) => void problems.push({ path, message });

  const keysOf = (member: "authorities" | "adminAuthorities") =>
    clients[member].map((pem, at) => {
      const certificate = certificateOf(pem);
      if (certificate === undefined) say(`clients.${member}[${at}]`, "one certificate in PEM, and nothing else");
      return certificate?.publicKey.export({ type: "spki", format: "der" }).toString("hex");
    });
  const [own, admin] = [keysOf("authorities"), keysOf("adminAuthorities")];
  for (const [at, key] of admin.entries())
    if (key !== undefined && own.includes(key))
      say(`clients.adminAuthorities[${at}]`, "its key is also that of an authority of clients");

  for (const [at, { authority, operations }] of clients.permissions.entries()) {
    const path = `clients.permissions[${at}]`;
    const issuers = authority === "admin" ? clients.adminAuthorities : clients.authorities;
    if (issuers.length === 0) say(path, "no authority issues such certificates");
    for (const operation of operations)
      if (authority !== "admin" && (adminOperations as readonly string[]).includes(operation))
        say(`${path}.operations`, `\`${operation}\` needs authority \`admin\``);
  }
  if (clients.permissions.length > 0 && tls === null) say("tls", "without it no client has a door");

  const names = new Set(clients.permissions.map(({ name }) => name));
  for (const [at, { client }] of transactions.entries())
    if (!names.has(client)) say(`transactions[${at}].client`, "no permission has this name");
  const seen = new Set<string>();
  for (const [at, { address, chainId }] of sequencers.entries()) {
    const key = `${chainId} ${address.toLowerCase()}`;
    if (seen.has(key)) say(`sequencers[${at}]`, "this key has an entry for this chain already");
    seen.add(key);
  }
  const forks = ethereum?.forks ?? [];
  for (const [at, { epoch }] of forks.entries())
    if (at > 0 && epoch < forks[at - 1]!.epoch) say(`ethereum.forks[${at}].epoch`, "before that of the fork before it");
  return problems;
}

function certificateOf(pem: string): X509Certificate | undefined {
  if (!/^-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/.test(pem)) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
