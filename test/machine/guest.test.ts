// User: who writes a test that needs a kernel of its own. What a guest has, and has not.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { preparedMachines } from "./preparation.ts";
import { runGuest } from "./run-guest.ts";

const machines = preparedMachines();
const skip = typeof machines === "string" && machines;
const found = (printed: readonly string[]) =>
  JSON.parse(printed.find((line) => line.startsWith("{")) ?? "{}") as Record<string, unknown>;
const program = join(import.meta.dirname, "guest/devices.ts");

describe("a guest", { skip }, () => {
  for (const [devices, vsock] of [
    ["loopback", true],
    ["nsm", false],
  ] as const)
    test(`with the modules of ${devices} and no NSM runs our Node, and has its devices alone`, async (t) => {
      assert.ok(typeof machines !== "string");
      const { result, printed, times } = await runGuest(machines, { program, devices });
      t.diagnostic(times);
      const { kernel, node, ...rest } = found(printed);
      assert.equal(result, 0, printed.join("\n"));
      assert.match(String(kernel), /^6\.12\./);
      assert.equal(node, process.version);
      assert.deepEqual(rest, { vsock, nsm: false });
    });
});
