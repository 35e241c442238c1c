// A verifier who doubts the pinned root compares it with the fingerprint that AWS publishes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { awsRootG1, awsRootG1Sha256 } from "./aws-root.ts";
import { toHex } from "./bytes.ts";
import { sha256 } from "./hash.ts";
import { attestationLimits } from "./limits.ts";
import { decodePem } from "./pem.ts";
import { decodeCertificate } from "./x509.ts";

test("the pinned root is AWS's G1", async () => {
  // AWS's guide, "Verifying the root of trust": 64:1A:03:21:A3:E2:44:EF:E4:56:46:31:95:D6:06:31:7E:D7:CD:CC:3C:17:56:E0:98:93:F3:C6:8F:79:BB:5B
  assert.equal(awsRootG1Sha256, "641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");
  assert.equal(toHex(await sha256(awsRootG1.der)), awsRootG1Sha256);
  const { notBefore, notAfter, basicConstraints } = decodeCertificate(awsRootG1.der, attestationLimits);
  assert.deepEqual(
    [notBefore, notAfter, basicConstraints],
    [1_572_269_285, 2_519_044_085, { ca: true, pathLen: undefined }],
  );
});

test("a root named in PEM is one certificate, or nothing", () => {
  const block = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
  assert.deepEqual(decodePem(block), Uint8Array.of(1, 2, 3)); // control
  assert.deepEqual(decodePem(`a comment before\n${block}`), Uint8Array.of(1, 2, 3));
  assert.equal(decodePem(block + block), undefined, "which of the two?");
  assert.equal(decodePem(""), undefined);
  assert.equal(decodePem(block.replace("AQID", "AQ=D")), undefined);
  assert.equal(decodePem(block.replaceAll("CERTIFICATE", "PRIVATE KEY")), undefined);
});
