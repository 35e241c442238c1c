// Attacker: the parent, whose credentials these are: it may lie about them, but not stuff the enclave, nor get them printed.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openCredentials, readCredentials } from "./credentials.ts";

const nowMs = Date.parse("2026-01-01T00:00:00Z");
const sound = {
  accessKeyId: "ASIAEXAMPLEEXAMPLE00",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE==",
  expiration: "2026-01-01T06:00:00Z",
};
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("credentials of the parent", () => {
  test("control: of the form that the gateway gives", () => {
    assert.deepEqual(readCredentials(bytes(sound)), { ...sound, expiration: new Date(sound.expiration) });
  });

  test("of an account, which has no session", () => {
    assert.equal(readCredentials(bytes({ ...sound, sessionToken: "" })).sessionToken, "");
  });

  for (const [what, value] of [
    ["with a member too many", { ...sound, more: 1 }],
    ["without a token", { ...sound, sessionToken: undefined }],
    ["with a line break in the token", { ...sound, sessionToken: "a\r\nx: y" }],
    ["with an endless token", { ...sound, sessionToken: "a".repeat(9_000) }],
    ["with a key id of another form", { ...sound, accessKeyId: "not an id" }],
    ["with no time", { ...sound, expiration: "tomorrow" }],
    ["with a day that does not exist", { ...sound, expiration: "2026-02-31T00:00:00Z" }],
    ["that are no object", [sound]],
  ] as const)
    test(`${what} are refused, and the refusal quotes nothing`, () => {
      assert.throws(
        () => readCredentials(bytes(value)),
        (thrown: Error & { code?: string }) =>
          thrown.code === "CREDENTIALS_MALFORMED" && thrown.cause === undefined && !thrown.stack?.includes("wJalr"),
      );
    });

  test("are asked for once, kept, and asked for again before they end", async () => {
    let asked = 0;
    let now = nowMs;
    const fetch = async () => {
      asked++;
      return bytes({ ...sound, expiration: new Date(now + 3_600_000).toISOString() });
    };
    const credentials = openCredentials({ fetch, clock: { unixMs: () => now } });
    const [first, second] = await Promise.all([credentials(), credentials()]);
    assert.equal(first, second);
    now += 3_200_000;
    await credentials();
    assert.equal(asked, 1);
    now += 200_000;
    await credentials();
    assert.equal(asked, 2);
  });

  test("that never end are held to half a day, and those that ended are refused", async () => {
    const given = (expiration: string) =>
      openCredentials({ fetch: async () => bytes({ ...sound, expiration }), clock: { unixMs: () => nowMs } })();
    assert.equal((await given("2099-01-01T00:00:00Z")).expiration.getTime(), nowMs + 43_200_000);
    await assert.rejects(given("2025-12-31T23:59:59Z"), { code: "CREDENTIALS_EXPIRED" });
  });

  test("that the gateway does not give are an error of that name, and the next call asks anew", async () => {
    let there = false;
    const fetch = async () => (there ? bytes(sound) : undefined);
    const credentials = openCredentials({ fetch, clock: { unixMs: () => nowMs } });
    await assert.rejects(credentials(), { code: "CREDENTIALS_UNAVAILABLE" });
    there = true;
    assert.equal((await credentials()).accessKeyId, sound.accessKeyId);
  });
});
