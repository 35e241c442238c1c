// Who would lose: an operator whose configuration names a log that does not keep what is written, or one that nobody can reach.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { signerConfig } from "./signer-config.ts";
import { windowLogProblems } from "./window-log-rules.ts";

const address = `0x${"11".repeat(20)}`;
const s3 = { kind: "s3", bucket: "inkan-windows", region: "eu-central-1", accountId: "111122223333" };

function parse(windowLog: object) {
  return signerConfig.safeParse({
    ...{ version: 1, role: "signer", origin: "https://sign.example", operator: address, windowLog },
    registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
  });
}

const problemsOf = (windowLog: object) => windowLogProblems(parse(windowLog).data!.windowLog).map(({ path }) => path);

describe("a window log on S3", () => {
  test("control: a bucket of AWS, with what is left out written out", () => {
    assert.deepEqual(problemsOf(s3), []);
    const { windowLog } = parse(s3).data!;
    const rest = { group: "default", windowEpochs: 4, predecessors: [], endpoint: null, pins: [], roots: [] };
    assert.deepEqual(windowLog, { ...s3, ...rest, prefix: "windows/", retentionDays: 3_650 });
  });

  for (const [what, members] of [
    ["a bucket with dots, which no certificate of AWS covers", { bucket: "inkan.windows" }],
    ["no account", { accountId: undefined }],
    ["an account that is none", { accountId: "1111-2222-3333" }],
    ["a region that would be another host", { region: "eu-central-1.evil.example/" }],
    ["a prefix without its end", { prefix: "windows" }],
    ["a prefix that leads elsewhere", { prefix: "../" }],
    ["a server without TLS", { endpoint: "http://127.0.0.1:7070" }],
    ["a member that nobody knows", { accessKeyId: "AKIA" }],
  ] as const)
    test(`${what} is refused`, () => assert.equal(parse({ ...s3, ...members }).success, false));

  test("a lock that is shorter than a year is refused on AWS, and for a server of one's own it is not", () => {
    assert.deepEqual(problemsOf({ ...s3, retentionDays: 364 }), ["windowLog.retentionDays"]);
    assert.deepEqual(problemsOf({ ...s3, retentionDays: 1, endpoint: "https://s3.example" }), []);
  });

  test("an endpoint is an origin", () => {
    assert.deepEqual(problemsOf({ ...s3, endpoint: "https://s3.example/path" }), ["windowLog.endpoint"]);
  });
});
