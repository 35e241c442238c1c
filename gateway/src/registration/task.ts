// Which enclaves a gateway registers: those that it passes clients on to.
import { isIP } from "node:net";
import { type Address, formatAddress } from "@inkan/link";
import type { GatewayOptions } from "../config.ts";
import type { EnclaveName, RegistrationTask } from "./worker.ts";

type Enclave = RegistrationTask["enclaves"][number];

/** @returns `undefined` where no account was given. @throws {RangeError} Where there is one, and no enclave. */
export function registrationTask(
  { registration, relayHttp, relayTls, signerHttp, signerTls }: GatewayOptions,
  relayConfig: unknown,
  signerConfig: unknown,
): RegistrationTask | undefined {
  if (registration === undefined) return undefined;
  const hasHostDoor = frontDoorsOf(relayConfig)?.includes("host") ?? true;
  const enclaves = [
    ...enclave("relay", hasHostDoor ? relayHttp : undefined, relayTls?.otherwise, firstName(relayConfig)),
    ...[...(relayTls?.byName ?? [])].flatMap(([name, address], at) =>
      enclave(`relay-${at + 2}`, undefined, address, name),
    ),
    ...enclave("signer", signerHttp, signerTls, firstName(signerConfig)),
  ];
  if (enclaves.length === 0) throw new RangeError("there is no enclave to register: give its address");
  return { ...registration, enclaves };
}

function enclave(
  name: EnclaveName,
  http: Address | undefined,
  tls: Address | undefined,
  serverName: string | undefined,
): readonly Enclave[] {
  if (http === undefined && tls === undefined) return [];
  return [{ name, http: http && formatAddress(http), tls: tls && formatAddress(tls), serverName }];
}

/** An IP address is no server name (RFC 6066, section 3). */
function firstName(config: unknown): string | undefined {
  const names = memberOf(memberOf(config, "tls"), "names");
  return Array.isArray(names)
    ? names.find((name): name is string => typeof name === "string" && isIP(name) === 0)
    : undefined;
}

function frontDoorsOf(config: unknown): readonly unknown[] | undefined {
  const doors = memberOf(config, "frontDoors");
  return Array.isArray(doors) ? doors : undefined;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
