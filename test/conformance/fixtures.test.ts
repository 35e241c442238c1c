// A verifier with 90 documents of other people's enclaves, mutants and forgeries: each gets the answer that `expect.json` gives.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, describe, test } from "node:test";
import type { RefusalCode, Report } from "@inkan/attestation";
import { awsRootG1, p384, toHex, verifyDocument } from "@inkan/attestation";
import type { Fixture } from "../harness/attestation-fixtures.ts";
import { readFixtures, readMockRoot, fixturesSkip as skip, timeOf } from "../harness/attestation-fixtures.ts";

/** Where either answer is defensible. */
const policies: readonly { readonly name: RegExp; readonly accepted: boolean; readonly why: string }[] = [
  {
    name: /userdata\d{3,4}|userdata-1024|nonce-513/,
    accepted: true,
    why: "AWS's CDDL allows 1024 bytes, its prose 512; genuine documents exceed 512, and nothing is gained by refusing what AWS signed",
  },
  {
    name: /publickey-0|userdata-0/,
    accepted: true,
    why: "zero bytes are present but empty, as in genuine documents; an expected nonce, key or user_data never equals them",
  },
  {
    name: /extra-key/,
    accepted: false,
    why: "an unknown field may change what the document means, as nitrotpm_pcrs did: fail closed until it is understood",
  },
];

/** What the name of a bad file promises: a code that must be among those of the failed checks. */
const reasons: readonly (readonly [RegExp, RefusalCode])[] = [
  [/mut-(pcr0|sig)-bitflip|timestamp-plus1|userdata-injected|reencoded-definite|-signature\.bin/, "DOCUMENT_SIGNATURE"],
  [/mut-sig-(95|der|[rs]-zero)/, "COSE_SIGNATURE_FORMAT"],
  [/-alg-(es256|es512|none)|prot-empty/, "COSE_ALGORITHM"],
  [/qemu-style/, "DOCUMENT_UNSIGNED"],
  [/mut-array5/, "COSE_MALFORMED"],
  [/mut-tag17/, "COSE_TAG"],
  [/mut-trailing-byte/, "CBOR_TRAILING_BYTES"],
  [/mut-truncated/, "CBOR_TRUNCATED"],
  [/chain-empty/, "CABUNDLE_COUNT"],
  [/chain-noroot|mockroot/, "ROOT_NOT_ACCEPTED"],
  [/chain-dropped|issuer-mismatch/, "CERTIFICATE_ISSUER"],
  [/leaf-is-intermediate|leaf-ca\b/, "LEAF_IS_CA"],
  [/nitrotpm/, "NITROTPM"],
  [/cert-over-1024/, "CERTIFICATE_SIZE"],
  [/cert-trailing-byte/, "DER_MALFORMED"],
  [/deep-nesting/, "CBOR_TOO_DEEP"],
  [/bad-digest/, "DIGEST"],
  [/no-bc|not-ca/, "CERTIFICATE_NOT_CA"],
  [/-expired/, "CERTIFICATE_EXPIRED"],
  [/-notyet/, "CERTIFICATE_NOT_YET_VALID"],
  [/no-digsig|no-ku/, "LEAF_KEY_USAGE"],
  [/leaf-p256/, "CERTIFICATE_KEY"],
  [/bad-missing-(cert|pcrs)/, "FIELD_MISSING"],
  [/module-empty/, "MODULE_ID"],
  [/pcr-47/, "PCR_LENGTH"],
  [/pcr-dup/, "CBOR_DUPLICATE_KEY"],
  [/pcr-none/, "PCR_COUNT"],
  [/pcr-textkey/, "PCR_INDEX"],
  [/pcr0-missing/, "PCR_MISSING"],
  [/sigalg-/, "CERTIFICATE_ALGORITHM"],
  [/by-rogue/, "CERTIFICATE_SIGNATURE"],
  [/timestamp-(0|neg)/, "TIMESTAMP"],
  [/timestamp-bignum-text/, "FIELD_TYPE"],
  [/timestamp-float/, "CBOR_TYPE_FORBIDDEN"],
  [/pathlen0/, "CERTIFICATE_PATH_LENGTH"],
];

const all = readFixtures();

describe("attestation documents of the fixtures", { skip }, () => {
  const counts = new Map<string, number>();
  let named = 0;

  for (const fixture of all)
    test(`${fixture.name}: ${fixture.expectation.expect}`, async () => {
      const { name, bytes, expectation, root } = fixture;
      assert.equal(
        createHash("sha256").update(bytes).digest("hex"),
        expectation.sha256,
        "the file is the one that was judged",
      );
      const at = timeOf(fixture, all);
      const report = await verifyDocument(bytes, { at, roots: [root] });
      const asDebug = await verifyDocument(bytes, { at, roots: [root], allowDebug: true });
      assertWhole(report);
      assertWhole(asDebug);

      switch (expectation.expect) {
        case "accept":
          assertAccepted(fixture, report);
          assert.equal(asDebug.debug, false, "allowing debug mode does not make it one");
          break;
        case "refuse-as-debug":
          assert.deepEqual([report.accepted, report.code], [false, "DEBUG_MODE"]);
          assert.deepEqual(failedCodes(report), ["DEBUG_MODE"], "sound in everything else");
          assertAccepted(fixture, asDebug);
          assert.equal(asDebug.debug, true);
          break;
        case "refuse": {
          assert.deepEqual([report.accepted, asDebug.accepted], [false, false]);
          const reason = reasons.find(([pattern]) => pattern.test(name))?.[1];
          if (reason === undefined) break;
          named++;
          assert.ok(failedCodes(report).includes(reason), `${reason} is not among ${failedCodes(report).join(", ")}`);
          break;
        }
        case "policy": {
          const policy = policies.find((candidate) => candidate.name.test(name));
          // A file of another set of data: both answers are right, so what is required is that there is one.
          if (policy === undefined) break;
          assert.equal(report.accepted, policy.accepted, policy.why);
          if (report.accepted) assertAccepted(fixture, report);
          break;
        }
        default:
          assert.fail(`expect.json says ${expectation.expect satisfies never}`);
      }
      const answer = `${expectation.expect} -> ${report.accepted ? "accepted" : asDebug.accepted ? "refused, accepted as debug" : "refused"}`;
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    });

  test("a document of the test PKI is refused where only AWS's root is accepted, and the other way round", async () => {
    const mockRoot = readMockRoot();
    let refused = 0;
    for (const fixture of all) {
      const foreign = fixture.root === awsRootG1 ? [mockRoot] : undefined; // undefined: the default, AWS's
      const report = await verifyDocument(fixture.bytes, {
        at: timeOf(fixture, all),
        roots: foreign,
        allowDebug: true,
      });
      assert.equal(report.accepted, false, fixture.name);
      if (fixture.expectation.expect === "accept")
        assert.deepEqual(failedCodes(report), ["ROOT_NOT_ACCEPTED"], fixture.name);
      refused++;
    }
    assert.ok(refused > 0);
  });

  test("a sound document is refused before its certificates' life and after it", async () => {
    const sound = all.filter(({ expectation }) => expectation.expect === "accept");
    assert.ok(sound.length > 0);
    for (const { name, bytes, expectation, root } of sound) {
      const early = await verifyDocument(bytes, {
        at: expectation.at! - 86_400 * 400,
        roots: [root],
        futureSkewSeconds: 1e9,
      });
      assert.ok(failedCodes(early).includes("CERTIFICATE_NOT_YET_VALID"), name);
      const late = await verifyDocument(bytes, { at: expectation.at! + 4 * 3600, roots: [root] });
      assert.ok(failedCodes(late).includes("CERTIFICATE_EXPIRED"), name);
    }
  });

  after(() => {
    for (const [answer, count] of [...counts].sort()) console.log(`fixtures: ${count} ${answer}`);
    const ran = [...counts.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `fixtures: ${ran} of ${all.length} answered as expect.json has it; ${named} refused for the reason in their name`,
    );
    assert.ok(ran > 0, "no fixture was run");
  });
});

/** Every check is there once, says how it went, and only a clean sheet is an acceptance. */
function assertWhole(report: Report): void {
  assert.equal(new Set(report.checks.map(({ id }) => id)).size, report.checks.length);
  for (const { id, outcome, passed, code, title, required, source } of report.checks) {
    assert.equal(passed, outcome === "passed", id);
    assert.equal(code !== undefined, outcome === "failed" || outcome === "not-checked", id);
    assert.notEqual(code, "INTERNAL", id);
    assert.ok(title && required && source, id);
  }
  assert.equal(
    report.accepted,
    report.checks.every(({ outcome }) => outcome === "passed" || outcome === "not-asked"),
  );
  assert.equal(report.code === undefined, report.accepted);
}

function assertAccepted({ name, bytes, expectation, root }: Fixture, report: Report): void {
  assert.equal(report.accepted, true, `${name}: ${report.code}`);
  assert.deepEqual(report.root, { name: root.name, aws: root === awsRootG1 });
  const { document } = report;
  assert.ok(document !== undefined);
  for (const [key, expected] of Object.entries(expectation)) {
    const pcr = /^pcr(\d+)$/.exec(key);
    if (pcr !== null)
      assert.equal(toHex(document.pcrs.get(Number(pcr[1])) ?? new Uint8Array()), expected, `${name}: ${key}`);
  }
  if (expectation.moduleId !== undefined) assert.equal(document.moduleId, expectation.moduleId);
  if (expectation.timestampMs !== undefined) assert.equal(document.timestampMs, expectation.timestampMs);
  for (const key of ["publicKey", "userData", "nonce"] as const) {
    const expected = expectation[key];
    if (expected === undefined) continue;
    const isAbsent = expected === "null" || expected === "absent";
    assert.equal(
      document[key] === undefined ? undefined : toHex(document[key]),
      isAbsent ? undefined : expected,
      `${name}: ${key}`,
    );
  }
  // The signature is the last thing in the envelope. About half of AWS's have a high s, and they are accepted.
  const s = BigInt(`0x${toHex(bytes.subarray(-48))}`);
  if (expectation.highS !== undefined) assert.equal(s > p384.n / 2n, expectation.highS, `${name}: highS`);
}

function failedCodes({ checks }: Report): RefusalCode[] {
  return checks.flatMap(({ outcome, code }) => (outcome === "failed" && code !== undefined ? [code] : []));
}
