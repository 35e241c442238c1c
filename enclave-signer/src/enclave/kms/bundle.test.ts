// AWS's client as it runs in the image: in one bundle, without a compiler for code from strings, without JIT, and without any file but its own. It must
// not need what is not there: no profile, no environment, no process of another.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ciphertextForRecipient } from "../../../../cli/src/kms-stand-in/ciphertext-for-recipient.ts";
import { bundleSource, runAsInImage } from "../../../../test/harness/image-conditions.ts";
import { type ParentEgress, startParentEgress } from "../../../../test/harness/parent-egress.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-kms-bundle-"));
const bundle = join(directory, "kms.mjs");
const keyArn = "arn:inkan-stand-in:kms:local-1:000000000000:key/1";

/** Prints the length of a data key. The "document" of this test is the public key itself. */
const source = (egress: string, endpoint: string) => `
import { openKms } from ${JSON.stringify(join(import.meta.dirname, "kms-client.ts"))};
const credentials = async () => ({ accessKeyId: "AKIATESTTESTTEST", secretAccessKey: "secret", sessionToken: "token", expiration: new Date(Date.now() + 3600000) });
const kms = openKms({
  config: { kind: "kms", keyArn: ${JSON.stringify(keyArn)}, endpoint: ${JSON.stringify(endpoint)}, roots: [], pins: [] },
  egress: { kind: "unix", path: ${JSON.stringify(egress)} }, credentials, attest: async (publicKey) => publicKey, clockOffsetMs: 0,
});
const { dataKey } = await kms.generateDataKey({ group: "default" });
console.log(dataKey.use(({ length }) => length));
`;

describe("the client of KMS as a bundle", () => {
  let egress: ParentEgress;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { Recipient } = JSON.parse(Buffer.concat(pieces).toString());
      const publicKey = Buffer.from(Recipient.AttestationDocument, "base64");
      const answer = Buffer.from(ciphertextForRecipient(Buffer.alloc(32, 7), publicKey)).toString("base64");
      response.end(JSON.stringify({ KeyId: keyArn, CiphertextBlob: "AAAA", CiphertextForRecipient: answer }));
    });
  });
  before(async () => {
    egress = await startParentEgress();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { path } = egress.address as { readonly path: string };
    await bundleSource(
      source(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      import.meta.dirname,
      bundle,
    );
  });
  after(async () => {
    server.close();
    await egress.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("gets a data key, with no file to read, no child to start, and nothing compiled at run time", async () => {
    const { error, out, err } = await runAsInImage(bundle);
    assert.equal(out.trim(), "32", `${error?.message}\n${err}`);
  });
});
