// User: the signer enclave, which has no route to the instance metadata service. The service here is one of this test, as strict as IMDSv2.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { openStoreClient } from "../../enclave-signer/src/signer/store/store-client.ts";
import { readGatewayFlags } from "./config.ts";
import { openInstanceCredentials } from "./instance-credentials.ts";
import { gatewayLimits } from "./limits.ts";
import { openMetrics } from "./metrics.ts";
import { openStore } from "./store.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-imds-"));
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
  rmSync(root, { recursive: true, force: true });
});
const credentials = {
  ...{ Code: "Success", LastUpdated: "2026-01-01T00:00:00Z", Type: "AWS-HMAC", AccessKeyId: "ASIAEXAMPLEEXAMPLE00" },
  ...{ SecretAccessKey: "secret", Token: "token", Expiration: "2026-01-01T06:00:00Z" },
};

/** IMDSv2: nothing without a token, and a token by PUT only. */
async function imds(answer: object = credentials) {
  const asked: string[] = [];
  const respond = (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/latest/api/token")
      return request.method === "PUT" && request.headers["x-aws-ec2-metadata-token-ttl-seconds"] !== undefined
        ? response.end("the-token")
        : response.writeHead(405).end();
    if (request.headers["x-aws-ec2-metadata-token"] !== "the-token") return response.writeHead(401).end();
    if (request.url === "/latest/meta-data/iam/security-credentials/") return response.end("signer-role");
    if (request.url === "/latest/meta-data/iam/security-credentials/signer-role")
      return response.end(JSON.stringify(answer));
    return response.writeHead(404).end();
  };
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

let made = 0;
async function storeWith(endpoint: string | undefined, nowMs?: () => number) {
  const address = { kind: "unix", path: join(root, `${made++}.sock`) } as const;
  const store = await openStore({
    ...{ address, directory: join(root, `kept-${made}`), limits: gatewayLimits, metrics: openMetrics() },
    credentials: endpoint === undefined ? undefined : openInstanceCredentials(endpoint, gatewayLimits, nowMs),
  });
  const client = openStoreClient(address);
  closing.push(async () => {
    client.close();
    await store.close();
  });
  return client;
}

describe("credentials of the instance's role", () => {
  test("come to the enclave over the store, from a service that is asked once a minute", async () => {
    let nowMs = 0;
    const { url, asked } = await imds();
    const store = await storeWith(url, () => nowMs);
    const expected = {
      ...{ accessKeyId: "ASIAEXAMPLEEXAMPLE00", secretAccessKey: "secret", sessionToken: "token" },
      expiration: "2026-01-01T06:00:00Z",
    };
    for (let times = 0; times < 3; times++)
      assert.deepEqual(JSON.parse(Buffer.from((await store.readCredentials())!).toString()), expected);
    assert.deepEqual(asked, [
      "PUT /latest/api/token",
      "GET /latest/meta-data/iam/security-credentials/",
      "GET /latest/meta-data/iam/security-credentials/signer-role",
    ]);
    nowMs = 61_000;
    await store.readCredentials();
    assert.equal(asked.length, 6);
  });

  test("are 404 without a service, and 502 where it has none", async () => {
    assert.equal(await (await storeWith(undefined)).readCredentials(), undefined);
    const { url } = await imds({ Code: "AssumeRoleUnauthorizedAccess" });
    await assert.rejects((await storeWith(url)).readCredentials(), { code: "STORE_REFUSED" });
  });

  test("the flag takes an address of http alone", () => {
    assert.equal(
      readGatewayFlags({ "instance-metadata": "http://169.254.169.254" }).instanceMetadata,
      "http://169.254.169.254",
    );
    for (const text of ["https://169.254.169.254", "http://169.254.169.254/latest", "169.254.169.254"])
      assert.throws(() => readGatewayFlags({ "instance-metadata": text }), RangeError);
  });
});
