// The link over AF_VSOCK and the provider for /dev/nsm, on kernels that have them: each suite is a program that runs in a guest of its own.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { isNativeAvailable, nativeFile } from "@inkan/native";
import { preparedMachines } from "./preparation.ts";
import { runGuest } from "./run-guest.ts";

const machines = preparedMachines();
const skip =
  typeof machines === "string" ? machines : !isNativeAvailable() && "needs the native add-on: gcc, libc6-dev";

describe("in a guest", { skip }, () => {
  for (const [what, devices, suite] of [
    ["both sides of the link speak AF_VSOCK", "loopback", "vsock-suite"],
    ["the NSM's driver and QEMU's device answer the provider", "nsm", "nsm-suite"],
  ] as const)
    test(what, async (t) => {
      assert.ok(typeof machines !== "string");
      const program = join(import.meta.dirname, "guest", `${suite}.ts`);
      const hasNsm = devices === "nsm";
      const { result, printed, times } = await runGuest(machines, { program, devices, hasNsm, native: nativeFile });
      for (const line of printed) if (/^(ok|FAIL) /.test(line)) t.diagnostic(line);
      t.diagnostic(times);
      assert.equal(result, 0, printed.join("\n"));
      assert.ok(
        printed.some((line) => /^\d+ passed, 0 failed/.test(line)),
        "control: the suite ran",
      );
    });
});
