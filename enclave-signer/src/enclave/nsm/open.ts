// The only place that knows which NSM there is.
import { BootError } from "../boot-error.ts";
import type { Nsm } from "./nsm.ts";
import { measure } from "./simulated/measure.ts";
import type { Role } from "./simulated/measured-files.ts";
import { openSimulatedNsm } from "./simulated/simulated-nsm.ts";

/**
 * @param text `simulated:DIR`, where DIR keeps the simulated root. `device:/dev/nsm` is refused: there is no driver for it yet.
 * @param role What the simulated hypervisor measures; a real one measured the image.
 * @throws {BootError} `NSM_UNSUPPORTED`
 */
export async function openNsm(text: string, role: Role): Promise<Nsm> {
  const [kind, ...rest] = text.split(":");
  const place = rest.join(":");
  if (kind === "simulated" && place !== "") return openSimulatedNsm({ directory: place, pcrs: await measure(role) });
  throw new BootError("NSM_UNSUPPORTED", "it must be simulated:DIR");
}
