// AWS's client of S3 as it runs in the image: in one bundle, without a compiler for code from strings, without JIT, and without any file but its
// own. It must not need what is not there: no profile, no environment, no WebAssembly.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bundleSource, runAsInImage } from "../../../../../test/harness/image-conditions.ts";
import { type ParentEgress, startParentEgress } from "../../../../../test/harness/parent-egress.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-s3-bundle-"));
const bundle = join(directory, "s3.mjs");
const until = "2036-01-01T00:00:00.000Z";

/** Appends one record, and prints what became of it. */
const source = (egress: string, endpoint: string) => `
import { openEnclaveS3Log } from ${JSON.stringify(join(import.meta.dirname, "open-s3-log.ts"))};
import { s3WindowLimits } from ${JSON.stringify(join(import.meta.dirname, "../limits.ts"))};
import { encodeRecord, noPrevious } from ${JSON.stringify(join(import.meta.dirname, "../record.ts"))};
const settings = {
  kind: "s3", bucket: "inkan", region: "local-1", accountId: "111122223333", prefix: "windows/", retentionDays: 400,
  endpoint: ${JSON.stringify(endpoint)}, roots: [], pins: [],
};
const log = openEnclaveS3Log({
  settings, group: "default", recordLimits: s3WindowLimits,
  enclave: { clock: { unixMs: () => Date.UTC(2026, 0, 1) }, egress: { kind: "unix", path: ${JSON.stringify(egress)} } },
  credentials: async () => ({ accessKeyId: "AKIATESTTESTTEST", secretAccessKey: "secret", sessionToken: "token" }),
});
const place = { group: "default", n: 0, previous: noPrevious, boot: "1".repeat(64) };
const body = { kind: "keys", digest: "2".repeat(64) };
console.log(await log.append(0, encodeRecord({ ...place, body }, () => new Uint8Array(64))));
`;

describe("the client of S3 as a bundle", () => {
  let egress: ParentEgress;
  const asked: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, unknown>>;
  }[] = [];
  let stored = Buffer.alloc(0);
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers });
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (method === "PUT") {
      stored = Buffer.concat(pieces);
      return void response.writeHead(200, { "x-amz-version-id": "v1" }).end();
    }
    const { searchParams } = new URL(url, "http://bucket");
    const xml = (text: string) => response.end(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
    const lock = "<DefaultRetention><Mode>COMPLIANCE</Mode><Years>10</Years></DefaultRetention>";
    if (searchParams.has("versioning"))
      xml("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    else if (searchParams.has("object-lock"))
      xml(
        `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>${lock}</Rule></ObjectLockConfiguration>`,
      );
    else if (searchParams.has("versions"))
      xml(
        `<ListVersionsResult><IsTruncated>false</IsTruncated><Version><Key>windows/default/0000000000</Key><VersionId>v1</VersionId><Size>${stored.length}</Size></Version></ListVersionsResult>`,
      );
    else
      response
        .writeHead(200, { "x-amz-object-lock-mode": "COMPLIANCE", "x-amz-object-lock-retain-until-date": until })
        .end(stored);
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

  test("writes a record and reads it back, with no file to read, no child to start, and nothing compiled at run time", async () => {
    const { error, out, err } = await runAsInImage(bundle);
    assert.equal(out.trim(), "written", `${error?.message}\n${err}`);
    for (const { headers } of asked) {
      assert.equal(headers["x-amz-expected-bucket-owner"], "111122223333");
      assert.match(String(headers.authorization), /\/local-1\/s3\/aws4_request/);
    }
    const put = asked.find(({ method }) => method === "PUT")!;
    assert.equal(put.headers["if-none-match"], "*");
    assert.equal(put.headers["x-amz-object-lock-mode"], "COMPLIANCE");
    assert.equal(put.headers["x-amz-object-lock-retain-until-date"], "2027-02-05T00:00:00Z");
    assert.match(put.url, /^\/inkan\/windows\/default\/0000000000(\?|$)/);
  });
});
