// User: a wallet before a relay in a real enclave image. Verifier: who compares what the Nitro Secure Module measured with what was built.
// QEMU's module measures as AWS's does and signs nothing: that check alone must fail, and with a signature of the test's own in its place all must hold.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type VerifyReport, verify } from "@inkan/attestation";
import { type BuiltImage, buildImage } from "@inkan/image";
import { createPublicClient, http } from "viem";
import { foundry } from "viem/chains";
import { relayConfiguration } from "../../cli/src/start/configuration.ts";
import { parentCid } from "./enclave-machine.ts";
import { type EnclaveSystem, startEnclaveSystem } from "./enclave-system.ts";
import { preparedForImages } from "./preparation.ts";
import { openVoucher, pcrsOf } from "./vouched-evidence.ts";

const machines = await preparedForImages();
const skip = typeof machines === "string" && machines;
const runs = 3;
/** Anvil's first account, and what it has. */
const account = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const balance = 10_000n * 10n ** 18n;
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");
const failed = ({ checks }: Pick<VerifyReport, "checks">) =>
  checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);

function startRelay(image: BuiltImage): Promise<EnclaveSystem> {
  assert.ok(typeof machines !== "string");
  return startEnclaveSystem(machines, {
    ...{ role: "relay", image, memoryMiB: 1024, signs: false },
    configuration: relayConfiguration,
    gatewayFlags: (ports, at, path) => [
      ...["--http-port", String(ports.http), "--tls-port", String(ports.tls)],
      ...["--relay-http", at(8545), "--relay-tls", at(8443)],
      ...["--relay-config", path("relay.json"), "--relay-config-at", at(7000)],
    ],
    serves: async (ports, _, signal) =>
      (await fetch(`http://127.0.0.1:${ports.http}/health`, { signal }).catch(() => undefined))?.ok === true,
  });
}

describe("a relay as an enclave image", { skip }, () => {
  let image: BuiltImage;
  test("is built", async (t) => {
    const startedMs = performance.now();
    image = await buildImage({ role: "relay", parentCid });
    t.diagnostic(
      `${(image.bytes / 1_048_576).toFixed(1)} MiB in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
    );
  });

  for (let run = 1; run <= runs; run++)
    test(`run ${run} of ${runs}: a balance through gateway, vsock, enclave, egress and chain; measured as built`, async (t) => {
      const system = await startRelay(image);
      try {
        const { ports, expectations, directory } = system;
        const origin = `http://127.0.0.1:${ports.http}`;
        const client = createPublicClient({ chain: foundry, transport: http(`${origin}/dev`) });
        const askedMs = performance.now();
        assert.equal(await client.getBalance({ address: account }), balance);
        assert.match(system.logs(), /^\{"event":"enclave","enclave":"relay","said":\{"event":"listening"/m);
        t.diagnostic(`${system.times}; balance in ${Math.round(performance.now() - askedMs)} ms`);

        const unsigned = await verify(`${origin}/dev`, expectations);
        assert.equal(unsigned.passed, false);
        assert.ok(unsigned.evidence !== undefined);
        const pcrs = pcrsOf(unsigned.evidence.document);
        assert.deepEqual(
          [0, 1, 2, 16].map((index) => hex(pcrs.get(index))),
          [image.pcrs.pcr0, image.pcrs.pcr1, image.pcrs.pcr2, expectations.pcr16],
          "PCR0, PCR1, PCR2 as built, PCR16 of the configuration",
        );
        assert.deepEqual(failed(unsigned), ["signed"]);

        const voucher = await openVoucher(join(directory, "simulated-nsm"));
        const vouched = await verify(`${origin}/dev`, expectations, { fetch: voucher.fetch });
        assert.deepEqual([failed(vouched), vouched.passed], [[], true]);
        const other = { ...expectations, pcr16: "ab".repeat(48) };
        const control = await verify(`${origin}/dev`, other, { fetch: voucher.fetch });
        assert.equal(control.passed, false, "control: another configuration than expected");

        const file = join(directory, "expectations.json");
        writeFileSync(file, JSON.stringify(expectations));
        const main = join(import.meta.dirname, "../../cli/src/main.ts");
        for (const url of [`${origin}/dev`, `https://127.0.0.1:${ports.tls}/dev`]) {
          const command = spawnSync(process.execPath, [main, "verify", "--json", "--expect", file, url], {
            encoding: "utf8",
          });
          assert.equal(command.status, 1, command.stderr);
          const said = JSON.parse(command.stdout) as VerifyReport;
          assert.deepEqual(failed(said), ["signed"], url);
        }
      } catch (thrown) {
        t.diagnostic(system.logs().slice(-4_000));
        throw thrown;
      } finally {
        await system.stop();
      }
    });
});
