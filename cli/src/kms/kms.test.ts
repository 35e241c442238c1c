// User: who sets up a signer's key, with the command line as it is typed. Files stand for AWS where a live key is read, and the stand-in does once.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { renderKeyPolicy } from "@inkan/attestation/key-policy";
import { tlsServerIdentity } from "../../../test/harness/tls-server-identity.ts";
import { standInKeyArn, standInRole, startKmsStandIn } from "../kms-stand-in/stand-in.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-kms-cli-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const path = (name: string) => join(directory, name);
const write = (name: string, value: object) => writeFileSync(path(name), JSON.stringify(value));
const program = join(import.meta.dirname, "../main.ts");
const administrator = "arn:inkan-stand-in:iam::000000000000:role/administrator";
const keyArn = standInKeyArn("cli");

type Ended = { readonly code: number; readonly out: string; readonly err: string };
const inkan = (args: readonly string[], env: Record<string, string> = {}) =>
  new Promise<Ended>((resolve) => {
    execFile(process.execPath, [program, "kms", ...args], { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
const measured = ["--pcrs", path("pcrs.json"), "--config", path("signer.json")];

before(async () => {
  const pcr = (digit: string) => digit.repeat(96);
  write("pcrs.json", { pcr0: pcr("a"), pcr1: pcr("b"), pcr2: pcr("c") });
  write("signer.json", {
    ...{ version: 1, role: "signer", origin: "https://sign.example", operator: `0x${"11".repeat(20)}` },
    registry: { chainId: 1, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
    sealing: { kind: "kms", keyArn, endpoint: "http://127.0.0.1:4566" },
  });
  write("grants.json", { Grants: [] });
  const kind = { KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT", KeyManager: "CUSTOMER" };
  write("metadata.json", { KeyMetadata: { ...kind, Origin: "AWS_KMS", KeyState: "Enabled", MultiRegion: false } });
  const { code, out, err } = await inkan([
    "render",
    "--role-arn",
    standInRole,
    "--administrator",
    administrator,
    ...measured,
  ]);
  assert.equal(code, 0, err);
  writeFileSync(path("policy.json"), out);
});

const files = ["--policy", path("policy.json"), "--grants", path("grants.json"), "--metadata", path("metadata.json")];

describe("inkan kms", () => {
  test("render writes the template, and check finds nothing in it", async () => {
    const rendered = JSON.parse(readFileSync(path("policy.json"), "utf8")) as ReturnType<typeof renderKeyPolicy>;
    assert.equal(rendered.Statement.length, 8);
    const { code, out } = await inkan(["check", "--key", keyArn, ...measured, ...files]);
    assert.equal(code, 0);
    assert.match(out, /^note {3}POLICY_CHANGEABLE/);
  });

  test("render holds to the certificate that the images are signed with", async () => {
    const { cert } = await tlsServerIdentity("images.example");
    writeFileSync(path("signing.pem"), cert);
    const terms = ["--role-arn", standInRole, "--administrator", administrator, ...measured];
    const { code, out, err } = await inkan(["render", ...terms, "--signing-certificate", path("signing.pem")]);
    assert.equal(code, 0, err);
    const digest = createHash("sha384").update(new X509Certificate(cert).raw).digest();
    const pcr8 = createHash("sha384").update(Buffer.alloc(48)).update(digest).digest("hex");
    const { Statement } = JSON.parse(out) as { Statement: { Sid: string; Condition?: unknown }[] };
    assert.deepEqual(Statement.find(({ Sid }) => Sid === "DenyOtherPCR8")?.Condition, {
      StringNotEqualsIgnoreCase: { "kms:RecipientAttestation:PCR8": [pcr8] },
    });
    const { code: wrong } = await inkan(["render", ...terms, "--signing-certificate", path("pcrs.json")]);
    assert.equal(wrong, 2);
  });

  test("check names the faults of a policy and exits 3", async () => {
    const weak = readFileSync(path("policy.json"), "utf8").replaceAll("EqualsIgnoreCase", "EqualsIgnoreCaseIfExists");
    writeFileSync(path("weak.json"), weak);
    write("one-grant.json", { Grants: [{}] });
    const other = [
      "--policy",
      path("weak.json"),
      "--grants",
      path("one-grant.json"),
      "--metadata",
      path("metadata.json"),
    ];
    const { code, out } = await inkan(["check", "--key", keyArn, ...measured, ...other]);
    assert.equal(code, 3);
    for (const fault of ["POLICY_DIFFERS", "IF_EXISTS", "GRANTS_EXIST"])
      assert.match(out, new RegExp(`^fault  ${fault}`, "m"));
  });

  test("check reads a live key with the AWS SDK, and what is not there is no success", async () => {
    const identity = { secretAccessKey: "secretsecretsecret", principal: administrator };
    const kms = await startKmsStandIn({ port: 0, roots: [], identities: new Map([["AKIATESTTESTTEST0", identity]]) });
    try {
      kms.createKey(readFileSync(path("policy.json"), "utf8"), undefined, "cli");
      const env = { AWS_ACCESS_KEY_ID: "AKIATESTTESTTEST0", AWS_SECRET_ACCESS_KEY: identity.secretAccessKey };
      const live = (key: string) =>
        inkan(["check", "--key", key, "--endpoint", `http://127.0.0.1:${kms.port}`, ...measured], env);
      assert.equal((await live(keyArn)).code, 0);
      assert.equal((await live(standInKeyArn("nobody"))).code, 1);
      kms.keys.get(keyArn)?.grants.push({ grantId: "1", grantee: standInRole, operations: ["Decrypt"] });
      const { code, out } = await live(keyArn);
      assert.equal(code, 3);
      assert.match(out, /^fault {2}GRANTS_EXIST/m);
    } finally {
      await kms.close();
    }
  });

  test("what makes no policy is said, and nothing is written", async () => {
    for (const [role, said] of [
      ["*", /not the ARN of a role/],
      [administrator, /no administrator/],
    ] as const) {
      const { code, out, err } = await inkan([
        "render",
        "--role-arn",
        role,
        "--administrator",
        administrator,
        ...measured,
      ]);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, said);
    }
  });
});
