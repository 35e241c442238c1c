// The only place that knows which NSM there is.
import { BootError } from "../boot-error.ts";
import { openDeviceNsm } from "./device/device-nsm.ts";
import type { Nsm } from "./nsm.ts";
import { measure } from "./simulated/measure.ts";
import type { Role } from "./simulated/measured-files.ts";
import { openSimulatedNsm } from "./simulated/simulated-nsm.ts";

/**
 * @param text `device:/dev/nsm`, or `simulated:DIR`, where DIR keeps the simulated root.
 * @param role What the simulated hypervisor measures; a real one measured the image.
 * @throws {BootError} `NSM_UNSUPPORTED`
 */
export async function openNsm(text: string, role: Role): Promise<Nsm> {
  const [kind, ...rest] = text.split(":");
  const place = rest.join(":");
  if (kind === "simulated" && place !== "") return openSimulatedNsm({ directory: place, pcrs: await measure(role) });
  if (kind === "device" && place.startsWith("/dev/")) return openDeviceNsm(place);
  throw new BootError("NSM_UNSUPPORTED", "it must be device:/dev/nsm or simulated:DIR");
}
