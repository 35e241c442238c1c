// What the chain says of the program: its measurements in the registry, read through an RPC endpoint that is not the party under test.
import { toHex } from "../bytes.ts";
import type { AttestationDocument } from "../document.ts";
import { type Eip1193Provider, httpProvider } from "../http-provider.ts";
import { readMeasurement } from "../registry.ts";
import { RegistryError } from "../registry-error.ts";
import type { Expectations } from "./expectations.ts";
import type { VerdictCheck } from "./verdict.ts";
import { check, checkOf } from "./verdict-checks.ts";

export type ChainSubject = {
  readonly document: AttestationDocument | undefined;
  /** As the endpoint says; `undefined` for a document alone. */
  readonly role: string | undefined;
};

/** @param provider In place of the expected RPC URL: a wallet's own, say. */
export async function registryCheck(
  { document, role }: ChainSubject,
  expected: Expectations | undefined,
  provider: Eip1193Provider | undefined,
): Promise<VerdictCheck> {
  const required = "in force";
  if (expected === undefined)
    return check("registry", false, {
      required: "an RPC URL of the registry's chain from outside (expectations)",
      seen: "nothing but the endpoint's own word",
      code: "NOTHING_EXPECTED",
    });
  const [pcr0, pcr1, pcr2] = [0, 1, 2].map((index) => document?.pcrs.get(index));
  if (pcr0 === undefined || pcr1 === undefined || pcr2 === undefined)
    return checkOf("registry", "not-checked", {
      required,
      seen: "the document has no measurements",
      code: "NOT_CHECKED",
    });
  try {
    const { chainId, pcrRegistry: address, rpcUrl } = expected.registry;
    const measurement = await readMeasurement(provider ?? httpProvider(rpcUrl), { chainId, address, pcr0, pcr1, pcr2 });
    const shown = [pcr0, pcr1, pcr2].map((pcr, index) => `PCR${index} ${toHex(pcr).slice(0, 16)}…`).join(", ");
    const when =
      measurement.status === "revoked"
        ? ` since ${new Date(measurement.revokedSince * 1000).toISOString()}: ${measurement.reason}`
        : "";
    return check("registry", measurement.status === "in-force" && measurement.role === (role ?? expected.role), {
      required,
      seen: `${measurement.status}${when} (${shown})`,
      code: "MEASUREMENT_NOT_IN_FORCE",
    });
  } catch (thrown) {
    return check("registry", false, {
      required,
      seen: thrown instanceof Error ? thrown.message : "the registry could not be read",
      code: thrown instanceof RegistryError ? thrown.code : "RPC_UNREACHABLE",
    });
  }
}
