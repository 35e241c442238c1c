// The owner of the embedded default's registry, acting on it from outside.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { measurementId, revokeRelease } from "@inkan/contracts";
import { registryClients } from "../../cli/src/start/development-registry.ts";
import type { Inkan } from "./inkan.ts";

/** Revokes the measurement that the first start put into force for the relay. */
export async function revokeDevelopmentMeasurement(inkan: Inkan, reason: string): Promise<void> {
  const { relay } = JSON.parse(readFileSync(join(inkan.directory, "measurements.json"), "utf8")) as {
    relay: Record<"pcr0" | "pcr1" | "pcr2", string>;
  };
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  const { wallet, reader } = registryClients(inkan.chainUrl);
  const id = measurementId(bytes(relay.pcr0), bytes(relay.pcr1), bytes(relay.pcr2));
  const { registry } = JSON.parse(readFileSync(join(inkan.directory, "relay.json"), "utf8")) as {
    registry: { pcrRegistry: `0x${string}` };
  };
  await revokeRelease(wallet, reader, registry.pcrRegistry, id, { reason });
}
