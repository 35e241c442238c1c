// A Nitro Security Module for machines without one. Its documents are real but for the root that they lead to, which names itself as
// simulated and which a verifier accepts only by name. It runs in the process that it measures, so it defends against nobody.
import { randomBytes } from "node:crypto";
import { machineUnixMs } from "../../clock.ts";
import { type AttestationRequest, type Nsm, NsmError, nsmLimits } from "../nsm.ts";
import { attestationRequest, extendPcrRequest } from "../requests.ts";
import { attestationDocument } from "./document.ts";
import { type ImagePcrs, PcrBank } from "./pcr-bank.ts";
import { chainSource } from "./pki.ts";
import { simulatedDataKey } from "./sealing.ts";
import { openState } from "./state.ts";

/** The name by which a verifier is told to accept a simulated root. */
export const simulatedRootName = "inkan-simulated-nsm";

const roleArn = "arn:aws:iam::000000000000:role/inkan-simulated-NOT-AWS";
const randomBytesGiven = 256;

export type SimulatedNsmOptions = {
  /** Root key and certificate are kept here, and made on first use. */
  readonly directory: string;
  /** What stands in PCR0-2; see `measure`. All zero: as an enclave in debug mode. */
  readonly pcrs: ImagePcrs;
  /** The hypervisor's clock, Unix milliseconds. */
  readonly unixMs?: () => number;
};

/**
 * Starts a simulated enclave: PCRs as after the hypervisor's measurement, 0..15 locked.
 *
 * @example
 * const nsm = await openSimulatedNsm({ directory: ".inkan/nsm", pcrs: await measure("relay") });
 */
export async function openSimulatedNsm(options: SimulatedNsmOptions): Promise<Nsm> {
  const { unixMs = machineUnixMs } = options;
  const { root, instanceId, deviceSecret } = await openState(options.directory);
  const startedHex = Math.floor(unixMs()).toString(16).padStart(12, "0");
  const moduleId = `${instanceId}-enc${startedHex}${randomBytes(2).toString("hex")}`;
  const bank = new PcrBank(options.pcrs, instanceId, roleArn);
  const chainAt = chainSource(root, [
    "local-1.inkan-simulated-nsm",
    "zonal.local-1.inkan-simulated-nsm",
    `${instanceId}.local-1.inkan-simulated-nsm`,
    `${moduleId}.simulated`,
  ]);

  const attest = async (request: AttestationRequest): Promise<Uint8Array> => {
    attestationRequest(request); // holds the bounds of the real one
    const timestampMs = Math.floor(unixMs());
    const chain = await chainAt(timestampMs);
    const document = attestationDocument({ ...request, moduleId, timestampMs, pcrs: bank.locked(), chain });
    if (document.length > nsmLimits.responseBytesMax) throw new NsmError("BufferTooSmall", "the document is too large");
    return document;
  };

  let last: Promise<unknown> = Promise.resolve(); // one request at a time, as the device
  const serially = <T>(work: () => Promise<T> | T): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  return {
    sealing: { provider: "simulated", dataKey: () => serially(() => simulatedDataKey(deviceSecret, bank)) },
    describeNsm: () =>
      serially(() => ({
        versionMajor: 1,
        versionMinor: 0,
        versionPatch: 0,
        moduleId,
        maxPcrs: nsmLimits.pcrs,
        lockedPcrs: [...bank.locked().keys()],
        digest: "SHA384" as const,
      })),
    describePcr: (index) => serially(() => bank.describe(index)),
    extendPcr: (index, data) =>
      serially(() => {
        extendPcrRequest(index, data);
        return bank.extend(index, data);
      }),
    lockPcr: (index) => serially(() => bank.lock(index)),
    lockPcrs: (range) => serially(() => bank.lockRange(range)),
    attestation: (request) => serially(() => attest(request)),
    getRandom: () => serially(() => new Uint8Array(randomBytes(randomBytesGiven))),
  };
}

/** The root certificate of a directory, DER, with the name to accept it by. */
export async function simulatedRoot(directory: string): Promise<{ readonly name: string; readonly der: Uint8Array }> {
  const { root } = await openState(directory);
  return { name: simulatedRootName, der: new Uint8Array(root.certificate.rawData) };
}
