// The simulated machine's sealing key: what SGX's EGETKEY or a KMS policy gives on real ones, bound to what was measured.
import { hkdfSync } from "node:crypto";
import { Secret } from "../../secret.ts";
import { NsmError } from "../nsm.ts";
import type { PcrBank } from "./pcr-bank.ts";

const label = "inkan-simulated-sealing-1\n";
/** The image, and the configuration: where one differs, so does the key. */
const boundPcrs = [0, 1, 2, 16];

/** HKDF-SHA256 (RFC 5869) of the machine's secret with PCR0-2 and PCR16 as info. 32 bytes. */
export function simulatedDataKey(deviceSecret: Secret, bank: PcrBank): Secret {
  const locked = bank.locked();
  const bound = boundPcrs.map((index) => {
    const value = locked.get(index);
    if (value === undefined) throw new NsmError("InvalidOperation", `PCR${index} is not locked yet`);
    return value;
  });
  const info = Buffer.concat([Buffer.from(label), ...bound]);
  return deviceSecret.use((bytes) =>
    Secret.take(new Uint8Array(hkdfSync("sha256", bytes, new Uint8Array(0), info, 32))),
  );
}
