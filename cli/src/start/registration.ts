// The embedded default's enclaves on its chain: the gateway registers them by itself, and a start waits for that a while.
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isEnclaveValid } from "@inkan/contracts";
import { type RegistrationAnswer, readRegistrationAnswer } from "@inkan/gateway";
import { openExchange } from "../verify/exchange.ts";
import { registryClients } from "./development-registry.ts";
import type { State } from "./state.ts";

/** Anvil's ninth account, whose key is public: it pays for registrations on the development chain, and has no other part there. */
const payingKey = "dbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97";
const validMsMax = 60_000;

/** The flags with which the gateway keeps its enclaves registered. */
export function registrationFlags(state: State, chainUrl: string): readonly string[] {
  const keyFile = state.path("registration-account.key");
  if (!existsSync(keyFile)) writeFileSync(keyFile, `${payingKey}\n`, { mode: 0o600 });
  chmodSync(keyFile, 0o600);
  return ["--registration-rpc-url", chainUrl, "--registration-key-file", keyFile];
}

/**
 * Waits until the registry has the enclaves at these origins as valid.
 *
 * @returns False when they were not within a minute: all else runs, and the gateway tries on.
 */
export async function registered(chainUrl: string, origins: readonly string[], signal: AbortSignal): Promise<boolean> {
  const { reader } = registryClients(chainUrl);
  for (const end = performance.now() + validMsMax; performance.now() < end; await delay(250, undefined, { signal })) {
    const answers = await Promise.all(origins.map((origin) => ask(origin).catch(() => undefined)));
    const valid = await Promise.all(
      answers.map(
        async (answer) => answer !== undefined && isEnclaveValid(reader, answer.enclaveRegistry, answer.keyId),
      ),
    ).catch(() => [false]);
    if (valid.every(Boolean)) return true;
  }
  return false;
}

async function ask(origin: string): Promise<RegistrationAnswer | undefined> {
  // Who answers is not asked: what is waited for is the chain's word.
  const exchange = openExchange(undefined);
  try {
    const { status, body } = await exchange.send("GET", new URL("/attestation/registration", origin), {}, undefined);
    return status === 200 ? readRegistrationAnswer(body) : undefined;
  } finally {
    exchange.close();
  }
}
