// A verifier with `inkan verify`. Attacker: root on the parent, who changes the program, the configuration, or what the registry allows.
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { revokeDevelopmentMeasurement } from "../harness/development-registry.ts";
import { type Inkan, startInkan } from "../harness/inkan.ts";
import { copyTree } from "../harness/tree-copy.ts";

type Check = {
  readonly id: string;
  readonly passed: boolean;
  readonly outcome: string;
  readonly required: string;
  readonly seen: string;
};
type Verdict = { readonly passed: boolean; readonly checks: readonly Check[] };

const backMsMax = 20_000;

describe("inkan verify", () => {
  const tree = copyTree();
  let inkan: Inkan;
  before(async () => {
    inkan = await startInkan({ root: tree.root });
  });
  after(async () => {
    await inkan?.stop();
    tree.remove();
  });

  const expectations = () => join(inkan.directory, "expectations.json");
  const verify = (...args: string[]) => {
    const { status, stdout, stderr } = inkan.run("verify", "--json", ...args);
    assert.notEqual(stdout, "", stderr);
    return { status, verdict: JSON.parse(stdout) as Verdict };
  };
  const failures = (verdict: Verdict) =>
    verdict.checks.filter(({ outcome }) => outcome === "failed" || outcome === "not-checked").map(({ id }) => id);

  /** Kills the relay as a parent would, and waits until its successor answers. */
  const restartRelay = async () => {
    const before = inkan.pid("relay");
    process.kill(before, "SIGKILL");
    for (const end = performance.now() + backMsMax; performance.now() < end; await delay(50)) {
      if (inkan.pid("relay") === before) continue;
      const answer = await fetch(new URL("/health", inkan.rpcUrl)).catch(() => undefined);
      if (answer?.ok) return;
    }
    throw new Error("the relay did not come back");
  };

  test("passes with what is expected given from outside, at either door, and says loudly that the root is simulated", () => {
    for (const url of [inkan.rpcUrl, inkan.tlsUrl]) {
      const { status, stdout, stderr } = inkan.run("verify", "--expect", expectations(), url);
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /SIMULATED/);
    }
  });

  test("passes at the signer's door, where no certificate of a client is needed, and says what its window log does not promise", () => {
    const expected = join(inkan.directory, "signer-expectations.json");
    const { status, stdout, stderr } = inkan.run("verify", "--expect", expected, inkan.signerUrl);
    assert.equal(status, 0, stdout + stderr);
    assert.doesNotMatch(stdout, /Exclusivity: none/, "the default's log is a contract");
    assert.match(stdout, /one node's word says what is final/);
    const { status: other, verdict } = verify("--expect", expectations(), inkan.signerUrl);
    assert.equal(other, 1, "what is expected of the relay does not hold of the signer");
    assert.ok(failures(verdict).includes("expected-role"));
  });

  test("saves evidence that verifies without the endpoint, and not when a part of it is changed", () => {
    const file = join(inkan.directory, "evidence.json");
    const saved = inkan.run("verify", "--expect", expectations(), "--save", file, inkan.rpcUrl);
    assert.equal(saved.status, 0, saved.stdout + saved.stderr);
    const bundle = (...args: string[]) => verify("--bundle", file, "--expect", expectations(), ...args);

    const { status, verdict } = bundle("--online");
    assert.deepEqual([status, failures(verdict)], [0, []]);
    const block = /0x[0-9a-f]{64}/.exec(verdict.checks.find(({ id }) => id === "trusted-block")?.seen ?? "")?.[0] ?? "";
    assert.equal(bundle("--block", block).status, 0);
    const untrusting = bundle();
    assert.deepEqual([untrusting.status, failures(untrusting.verdict)], [1, ["trusted-block"]]);

    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"status":200', '"status":201'));
    const changed = bundle("--block", block);
    assert.deepEqual([changed.status, failures(changed.verdict)], [1, ["proof-signature"]]);
    assert.equal(inkan.run("verify", "--bundle", file).status, 2, "without expectations it is a mistake");
  });

  test("without expectations it fails, and names the simulated root and each check that has no source but the endpoint", () => {
    const { status, verdict } = verify(inkan.rpcUrl);
    assert.equal(status, 1);
    const root = verdict.checks.find(({ id }) => id === "root");
    assert.equal(root?.passed, false);
    assert.match(root?.seen ?? "", /simulated/i);
    assert.ok(verdict.checks.some(({ seen, required }) => /endpoint itself/.test(`${seen} ${required}`)));
  });

  test("one changed value of the configuration fails at PCR16, and the honest configuration passes again", async () => {
    const file = join(inkan.directory, "relay.json");
    const honest = readFileSync(file, "utf8");
    const changed = JSON.parse(honest) as { chains: { blockTimeMs: number }[] };
    changed.chains[0]!.blockTimeMs += 1;
    writeFileSync(file, JSON.stringify(changed));
    await restartRelay();
    const { status, verdict } = verify("--expect", expectations(), inkan.rpcUrl);
    assert.equal(status, 1);
    assert.ok(
      failures(verdict).every((id) => id === "expected-pcrs" || id === "operator-policy"),
      failures(verdict).join(),
    );
    assert.ok(failures(verdict).includes("expected-pcrs"));
    assert.match(verdict.checks.find(({ id }) => id === "expected-pcrs")?.seen ?? "", /PCR16/);

    writeFileSync(file, honest);
    await restartRelay();
    assert.equal(verify("--expect", expectations(), inkan.rpcUrl).status, 0, "control: as it was, it passes");
  });

  test("one changed byte of the program fails at the PCRs, and the honest program passes again", async () => {
    const file = join(tree.root, "enclave-signer/src/relay/call.ts");
    const honest = readFileSync(file);
    appendFileSync(file, "\n");
    await restartRelay();
    const { status, verdict } = verify("--expect", expectations(), inkan.rpcUrl);
    assert.equal(status, 1);
    const failed = verdict.checks.filter(({ outcome }) => outcome === "failed" || outcome === "not-checked");
    assert.ok(
      failed.some(({ id, seen, required }) => /PCR0/.test(`${id} ${seen} ${required}`)),
      JSON.stringify(failed),
    );

    writeFileSync(file, honest);
    await restartRelay();
    assert.equal(verify("--expect", expectations(), inkan.rpcUrl).status, 0, "control: as it was, it passes");
  });

  test("after the registry revoked the measurement it fails and names the reason", async () => {
    await revokeDevelopmentMeasurement(inkan, "the build host was compromised");
    const { status, verdict } = verify("--expect", expectations(), inkan.rpcUrl);
    assert.equal(status, 1);
    const registry = verdict.checks.find(({ id }) => id === "registry");
    assert.equal(registry?.passed, false);
    assert.match(registry?.seen ?? "", /revoked.*the build host was compromised/);
  });
});
