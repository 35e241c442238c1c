// The real NSM: `/dev/nsm` of a Nitro enclave, or of QEMU's virtio-nsm. Requests go one after the other, as the device takes them.
import { NativeError, type NsmDevice, openNsmDevice } from "@inkan/native";
import { BootError } from "../../boot-error.ts";
import { type Nsm, NsmError } from "../nsm.ts";
import {
  attestationRequest,
  describeNsmRequest,
  describePcrRequest,
  extendPcrRequest,
  getRandomRequest,
  lockPcrRequest,
  lockPcrsRequest,
} from "../requests.ts";
import { readDescription, readDocument, readDone, readExtended, readPcr, readRandom } from "./responses.ts";

export const deviceLimits = {
  /** Requests that wait for the device at once, the one under way among them; past it: `DeviceBusy`. */
  requestsWaitingMax: 64,
  /** From the call to the answer. The driver itself gives a request up after 20 s. */
  deadlineMs: 5_000,
} as const;

export type DeviceLimits = { readonly requestsWaitingMax: number; readonly deadlineMs: number };

/**
 * @param path `/dev/nsm`.
 * @throws {BootError} `NSM_UNSUPPORTED`: there is no such device, or no native add-on.
 */
export function openDeviceNsm(path: string): Nsm {
  try {
    return deviceNsm(openNsmDevice(path));
  } catch (cause) {
    const why = cause instanceof NativeError ? cause.message : `${path}: ${(cause as NodeJS.ErrnoException).code}`;
    throw new BootError("NSM_UNSUPPORTED", why, { cause });
  }
}

/** @param device What carries the bytes; tests give recorded answers. */
export function deviceNsm(device: Pick<NsmDevice, "request">, limits: DeviceLimits = deviceLimits): Nsm {
  const ask = serially(device, limits);
  return {
    describeNsm: async () => readDescription(await ask(describeNsmRequest())),
    describePcr: async (index) => readPcr(await ask(describePcrRequest(index))),
    extendPcr: async (index, data) => readExtended(await ask(extendPcrRequest(index, data))),
    lockPcr: async (index) => readDone("LockPCR", await ask(lockPcrRequest(index))),
    lockPcrs: async (range) => readDone("LockPCRs", await ask(lockPcrsRequest(range))),
    attestation: async (asked) => readDocument(await ask(attestationRequest(asked))),
    getRandom: async () => readRandom(await ask(getRandomRequest())),
  };
}

/**
 * A request that is late while it waits is never sent. One that is late under way keeps the device until it ends, so that its answer
 * can't be taken for another's; whether the NSM carried it out is then unknown.
 */
function serially(device: Pick<NsmDevice, "request">, { requestsWaitingMax, deadlineMs }: DeviceLimits) {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (request: Uint8Array): Promise<Uint8Array> => {
    if (waiting >= requestsWaitingMax) throw new NsmError("DeviceBusy", `${waiting} requests wait`);
    waiting++;
    let isLate = false;
    const answered = last
      .then(() => {
        if (isLate) throw new NsmError("DeviceTimeout", "not sent");
        return device.request(request);
      })
      .finally(() => {
        waiting--;
      });
    last = answered.catch(() => undefined);

    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      isLate = true;
      reject(new NsmError("DeviceTimeout", `no answer in ${deadlineMs} ms`));
    }, deadlineMs);
    try {
      return await Promise.race([answered, late]);
    } catch (thrown) {
      throw thrown instanceof NsmError ? thrown : deviceError(thrown);
    } finally {
      clearTimeout(timer);
    }
  };
}

function deviceError(cause: unknown): NsmError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EMSGSIZE") return new NsmError("InputTooLarge", "the driver refused the request", { cause });
  return new NsmError("DeviceFailed", `the driver refused the request: ${code}`, { cause });
}
