// Attacker: the parent, which starts enclaves and wants a document that says otherwise than what runs.
// User: a verifier, for whom the simulated NSM must be like AWS's in all but the root, so that what passes here passes there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { attestationLimits, decodeCbor, verifyDocument } from "@inkan/attestation";
import { type Nsm, nsmLimits } from "../nsm.ts";
import { extended } from "./pcr-bank.ts";
import { openSimulatedNsm, simulatedRoot, simulatedRootName } from "./simulated-nsm.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-nsm-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const pcrs = { pcr0: filled(1), pcr1: filled(2), pcr2: filled(3) };
const zero = new Uint8Array(48);
const open = (unixMs?: () => number): Promise<Nsm> =>
  openSimulatedNsm({ directory, pcrs, ...(unixMs === undefined ? {} : { unixMs }) });
const root = () => simulatedRoot(directory);
const now = () => Math.floor(Date.now() / 1000);

function filled(byte: number): Uint8Array {
  return new Uint8Array(48).fill(byte);
}

describe("PCRs of the simulated NSM", () => {
  test("0 to 15 are locked at boot: extending one is refused, and 16 can be extended", async () => {
    const nsm = await open();
    for (let index = 0; index < 16; index++)
      await assert.rejects(nsm.extendPcr(index, filled(9)), { code: "ReadOnlyIndex" });
    assert.deepEqual((await nsm.describePcr(0)).data, pcrs.pcr0);
    assert.deepEqual(await nsm.extendPcr(16, filled(9)), extended(zero, filled(9)));
    assert.deepEqual((await nsm.describePcr(16)).data, extended(zero, filled(9)));
  });

  test("a locked PCR is never extended or locked again, one by one or by range", async () => {
    const nsm = await open();
    await nsm.lockPcr(16);
    await assert.rejects(nsm.extendPcr(16, filled(9)), { code: "ReadOnlyIndex" });
    await assert.rejects(nsm.lockPcr(16), { code: "ReadOnlyIndex" });
    await nsm.extendPcr(31, filled(9)); // control
    await nsm.lockPcrs(32);
    await assert.rejects(nsm.extendPcr(31, filled(9)), { code: "ReadOnlyIndex" });
    assert.equal((await nsm.describeNsm()).lockedPcrs.length, 32);
  });

  test("there are 32: other indexes are InvalidIndex", async () => {
    const nsm = await open();
    for (const index of [-1, 32, 1.5, Number.NaN, 65_536]) {
      await assert.rejects(nsm.describePcr(index), { code: "InvalidIndex" });
      await assert.rejects(nsm.extendPcr(index, filled(9)), { code: "InvalidIndex" });
      await assert.rejects(nsm.lockPcr(index), { code: "InvalidIndex" });
    }
    await assert.rejects(nsm.lockPcrs(33), { code: "InvalidIndex" });
    assert.equal((await nsm.describePcr(31)).lock, false); // control
  });

  test("what it gives out are copies: writing into them changes no PCR", async () => {
    const nsm = await open();
    (await nsm.describePcr(0)).data.fill(0);
    assert.deepEqual((await nsm.describePcr(0)).data, pcrs.pcr0);
  });

  test("PCR4 measures the instance that module_id names, as AWS's does", async () => {
    const nsm = await open();
    const { moduleId } = await nsm.describeNsm();
    assert.match(moduleId, /^i-[0-9a-f]{17}-enc[0-9a-f]{16}$/);
    assert.deepEqual((await nsm.describePcr(4)).data, extended(zero, Buffer.from(moduleId.slice(0, 19))));
  });
});

describe("documents of the simulated NSM", () => {
  test("the verifier accepts one whose root it was told by name, and refuses it otherwise", async () => {
    const nsm = await open();
    const nonce = filled(5).subarray(0, 32);
    const document = await nsm.attestation({ nonce });
    const asked = { at: now(), nonce, measurements: [pcrs], maxAgeSeconds: 5 };
    const named = await verifyDocument(document, { ...asked, roots: [await root()] });
    assert.equal(named.accepted, true, named.code);
    assert.deepEqual(named.root, { name: simulatedRootName, aws: false });
    const unnamed = await verifyDocument(document, asked);
    assert.equal(unnamed.accepted, false);
    assert.equal(unnamed.checks.find(({ id }) => id === "root")?.passed, false);
  });

  test("its bytes have the form of AWS's since June 2025", async () => {
    const nsm = await open();
    const document = await nsm.attestation({ userData: new Uint8Array() });
    assert.equal(Buffer.from(document.subarray(0, 8)).toString("hex"), "8444a1013822a059");
    const payload = (decodeCbor(document, attestationLimits) as Uint8Array[])[2]!;
    assert.equal(payload[0], 0xbf);
    const fields = decodeCbor(payload, attestationLimits, { indefiniteTopMap: true }) as Map<string, unknown>;
    assert.deepEqual(
      [...fields.keys()],
      ["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key", "user_data", "nonce"],
    );
    assert.equal(fields.get("public_key"), null);
    assert.equal((fields.get("user_data") as Uint8Array).length, 0, "empty is present");
    assert.deepEqual(
      [...(fields.get("pcrs") as Map<number, unknown>).keys()],
      [...Array(16).keys()],
      "locked ones only",
    );
    assert.equal((fields.get("cabundle") as unknown[]).length, 4);
  });

  test("limits are AWS's: the largest request passes, one byte more does not", async () => {
    const nsm = await open();
    const request = {
      userData: new Uint8Array(nsmLimits.userDataBytesMax),
      nonce: new Uint8Array(nsmLimits.nonceBytesMax),
      publicKey: new Uint8Array(nsmLimits.publicKeyBytesMax),
    };
    assert.ok((await nsm.attestation(request)).length <= nsmLimits.responseBytesMax);
    for (const name of ["userData", "nonce", "publicKey"] as const) {
      const over = { ...request, [name]: new Uint8Array(request[name].length + 1) };
      await assert.rejects(nsm.attestation(over), { code: "InvalidArgument" });
    }
    await assert.rejects(nsm.attestation({ publicKey: new Uint8Array(5_000) }), { code: "InputTooLarge" });
    await assert.rejects(nsm.extendPcr(16, new Uint8Array(5_000)), { code: "InputTooLarge" });
    await nsm.extendPcr(16, new Uint8Array(4_000)); // control
  });

  test("for 15 days of hypervisor time each is valid when it is made, and for an hour after", async () => {
    let unixMs = Date.now();
    const nsm = await open(() => unixMs);
    const roots = [await root()];
    const certificates = new Set<string>();
    for (let hours = 0; hours < 15 * 24; hours += 2.3) {
      const document = await nsm.attestation({});
      for (const laterSeconds of [0, 3_500]) {
        const report = await verifyDocument(document, { at: Math.floor(unixMs / 1000) + laterSeconds, roots });
        assert.equal(report.accepted, true, `after ${hours} h: ${report.code}`);
        certificates.add(Buffer.from(report.document!.certificate).toString("hex"));
      }
      unixMs += 2.3 * 3_600_000;
    }
    assert.ok(certificates.size > 100, "control: leaves were renewed");
  });
});

describe("the PKI of the simulated NSM", () => {
  test("openssl accepts the chain; every name says that it is not AWS", async () => {
    const document = await (await open()).attestation({});
    const report = await verifyDocument(document, { at: now(), roots: [await root()] });
    const { cabundle, certificate } = report.document!;
    const pem = (der: Uint8Array) =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
    const file = (name: string, ders: readonly Uint8Array[]) => {
      writeFileSync(join(directory, name), ders.map(pem).join(""));
      return join(directory, name);
    };
    const trusted = file("trusted.pem", cabundle.slice(0, 1));
    const between = file("between.pem", cabundle.slice(1));
    const leaf = file("leaf.pem", [certificate]);
    assert.match(
      execFileSync("openssl", ["verify", "-CAfile", trusted, "-untrusted", between, leaf], { encoding: "utf8" }),
      /leaf\.pem: OK/,
    );
    for (const path of [trusted, leaf])
      assert.match(
        execFileSync("openssl", ["x509", "-in", path, "-noout", "-subject"], { encoding: "utf8" }),
        /NOT AWS/,
      );
  });

  test("enclaves that start at once share one root, whose key only the owner reads", async () => {
    const fresh = join(directory, "at-once");
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => openSimulatedNsm({ directory: fresh, pcrs }).then((nsm) => nsm.attestation({}))),
    );
    const roots = [await simulatedRoot(fresh)];
    for (const document of opened) assert.equal((await verifyDocument(document, { at: now(), roots })).accepted, true);
    assert.equal(statSync(join(fresh, "root-key.pem")).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(join(fresh, "root.pem"), "utf8"), /PRIVATE/);
  });

  test("the root of another directory is another root", async () => {
    const other = await simulatedRoot(join(directory, "other"));
    const document = await (await open()).attestation({});
    assert.equal((await verifyDocument(document, { at: now(), roots: [other] })).accepted, false);
    assert.equal((await verifyDocument(document, { at: now(), roots: [await root()] })).accepted, true); // control
  });
});
