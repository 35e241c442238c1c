// Attacker: P, who writes the configuration. It names a key of AWS, for everybody to read, and a server of its own to be asked.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultEndpoint, readKeyArn } from "./kms/key-arn.ts";
import { sealingProblems } from "./sealing-rules.ts";
import type { KmsSealingConfig } from "./signer-config.ts";

const ofAws = "arn:aws:kms:eu-central-1:123456789012:key/0f4a6e1c-1111-2222-3333-444455556666";
const ofStandIn = "arn:inkan-stand-in:kms:local-1:000000000000:key/1";
const sealing = (keyArn: string, more: Partial<KmsSealingConfig> = {}): KmsSealingConfig => ({
  ...{ kind: "kms", keyArn, endpoint: null, roots: [], pins: [] },
  ...more,
});
const members = (config: KmsSealingConfig) => sealingProblems(config).map(({ path }) => path);

describe("a sealing key's configuration", () => {
  test("control: AWS's own endpoints, and a stand-in behind TLS or on loopback", () => {
    for (const endpoint of [
      null,
      "https://kms-fips.us-east-1.amazonaws.com",
      "https://vpce-1.kms.us-east-1.vpce.amazonaws.com",
    ])
      assert.deepEqual(members(sealing(ofAws, { endpoint })), []);
    for (const endpoint of ["http://127.0.0.1:4566", "https://kms.example"])
      assert.deepEqual(members(sealing(ofStandIn, { endpoint, roots: ["a root"] })), []);
    assert.deepEqual(sealingProblems({ kind: "machine" }), []);
  });

  for (const [what, config, path] of [
    ["a key of AWS at a server of somebody's", sealing(ofAws, { endpoint: "https://kms.example" }), "sealing.endpoint"],
    [
      "a host that only looks like AWS's",
      sealing(ofAws, { endpoint: "https://kms.amazonaws.com.example" }),
      "sealing.endpoint",
    ],
    [
      "a key of AWS without TLS",
      sealing(ofAws, { endpoint: "http://kms.eu-central-1.amazonaws.com" }),
      "sealing.endpoint",
    ],
    ["a root of somebody's for a key of AWS", sealing(ofAws, { roots: ["a root"] }), "sealing.roots"],
    [
      "a path behind the endpoint",
      sealing(ofAws, { endpoint: "https://kms.eu-central-1.amazonaws.com/x" }),
      "sealing.endpoint",
    ],
    ["a stand-in that is nowhere", sealing(ofStandIn), "sealing.endpoint"],
    ["a stand-in without TLS elsewhere", sealing(ofStandIn, { endpoint: "http://kms.example" }), "sealing.endpoint"],
  ] as const)
    test(`${what} is refused`, () => assert.deepEqual(members(config), [path]));

  test("the endpoint follows from the key's ARN", () => {
    assert.equal(defaultEndpoint(readKeyArn(ofAws)), "https://kms.eu-central-1.amazonaws.com");
    const china = ofAws.replace("arn:aws:kms:eu-central-1", "arn:aws-cn:kms:cn-north-1");
    assert.equal(defaultEndpoint(readKeyArn(china)), "https://kms.cn-north-1.amazonaws.com.cn");
  });
});
