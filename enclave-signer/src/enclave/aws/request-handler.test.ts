// Attacker: root on the parent. Its egress leads the SDK's connections where it likes, and its answers are as long and as late as it likes.
// The client is AWS's own; the server is one of this test, behind real TLS.
import assert from "node:assert/strict";
import type { RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { type ParentEgress, startParentEgress } from "../../../../test/harness/parent-egress.ts";
import { type TlsServerIdentity, tlsServerIdentity } from "../../../../test/harness/tls-server-identity.ts";
import { awsLimits } from "./limits.ts";
import { awsRequestHandler } from "./request-handler.ts";

const host = "kms.test";
const answer = JSON.stringify({ KeyMetadata: { KeyId: "1234" } });

describe("the AWS SDK behind the parent's egress", () => {
  let identity: TlsServerIdentity;
  let impostor: TlsServerIdentity;
  const closing: (() => Promise<void>)[] = [];
  before(async () => {
    identity = await tlsServerIdentity(host);
    impostor = await tlsServerIdentity(host);
  });
  after(async () => {
    for (const close of closing) await close();
  });

  async function serve(
    { cert, key }: TlsServerIdentity,
    respond: RequestListener = (_request, response) =>
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(answer),
  ): Promise<number> {
    const server = createServer({ cert, key });
    server.on("request", respond);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return (server.address() as AddressInfo).port;
  }

  async function clientTo(port: number, limits: Partial<typeof awsLimits> = {}, sdkEndpoint?: string) {
    const egress: ParentEgress = await startParentEgress(() => port);
    closing.push(egress.close);
    const endpoint = `https://${host}`;
    const client = new KMSClient({
      region: "test-1",
      endpoint: sdkEndpoint ?? endpoint,
      credentials: { accessKeyId: "AKIATESTTESTTEST", secretAccessKey: "secret", sessionToken: "token" },
      maxAttempts: 1,
      requestHandler: awsRequestHandler({
        ...{ egress: egress.address, endpoint, trust: { roots: [identity.root], pins: [] } },
        limits: { ...awsLimits, ...limits },
      }),
    });
    const describeKey = () => client.send(new DescribeKeyCommand({ KeyId: "1234" }));
    return { egress, describeKey };
  }

  test("control: the right server is asked in TLS, with a signature, and its answer read", async () => {
    const seen: Record<string, unknown>[] = [];
    const port = await serve(identity, (request, response) => {
      const { "x-amz-target": target, authorization, host } = request.headers;
      seen.push({ target, authorization, host });
      response.end(answer);
    });
    const { egress, describeKey } = await clientTo(port);
    assert.equal((await describeKey()).KeyMetadata?.KeyId, "1234");
    assert.deepEqual(egress.targets(), [`${host}:443`]);
    assert.equal(seen[0]?.target, "TrentService.DescribeKey");
    assert.equal(seen[0]?.host, host);
    assert.match(String(seen[0]?.authorization), /^AWS4-HMAC-SHA256 Credential=AKIATESTTESTTEST\/\d{8}\/test-1\/kms\//);
  });

  test("a server with another root's certificate gets nothing", async () => {
    let requests = 0;
    const port = await serve(impostor, () => requests++);
    const { describeKey } = await clientTo(port);
    await assert.rejects(describeKey(), { code: "UPSTREAM_UNAVAILABLE" });
    assert.equal(requests, 0);
  });

  test("an endpoint that is not the configured one is not dialled", async () => {
    const { egress, describeKey } = await clientTo(await serve(identity), {}, "https://kms.elsewhere");
    await assert.rejects(describeKey(), { code: "AWS_TARGET_REFUSED" });
    assert.deepEqual(egress.targets(), []);
  });

  for (const [what, respond, code] of [
    [
      "too long",
      (_: unknown, response: ServerResponse) => response.end("x".repeat(2_000)),
      "UPSTREAM_ANSWER_TOO_LARGE",
    ],
    ["endless", (_: unknown, response: ServerResponse) => response.writeHead(200).flushHeaders(), "UPSTREAM_TIMEOUT"],
    ["cut", (_: unknown, response: ServerResponse) => response.destroy(), "UPSTREAM_LOST"],
  ] as const)
    test(`an answer that is ${what} is a typed error`, async () => {
      const port = await serve(identity, respond);
      const { describeKey } = await clientTo(port, {
        answerBytesMax: 1_000,
        exchangeDeadlineMs: code === "UPSTREAM_TIMEOUT" ? 1_500 : 10_000,
      });
      await assert.rejects(describeKey(), { code });
    });

  test("a redirect is an error, and nobody follows it", async () => {
    const port = await serve(identity, (_, response) =>
      response.writeHead(307, { location: "https://evil.test/" }).end(),
    );
    const { egress, describeKey } = await clientTo(port);
    await assert.rejects(describeKey());
    assert.deepEqual(egress.targets(), [`${host}:443`]);
  });
});
