// Attacker: the parent, which reads the log. It wants a request, an address or a secret in it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jsonLog, type LogEvent } from "./log.ts";
import { sourceLineOf } from "./source-line.ts";

describe("the log", () => {
  test("writes one JSON object a line", () => {
    let written = "";
    const log = jsonLog((line) => (written += line));
    log({ event: "listening", door: "http" });
    log({ event: "load", requests: 3, errors: 0, streams: 1 });
    assert.equal(
      written,
      '{"event":"listening","door":"http"}\n{"event":"load","requests":3,"errors":0,"streams":1}\n',
    );
  });

  test("has no member for free text: the compiler refuses one", () => {
    // @ts-expect-error No event has a message.
    const message: LogEvent = { event: "stopping", message: "eth_getBalance of 0xabc" };
    // @ts-expect-error Codes are those of the tables.
    const code: LogEvent = { event: "document-failed", code: "a header" };
    // @ts-expect-error A place comes from `sourceLineOf` alone.
    const place: LogEvent = { event: "fatal", kind: "exception", at: "a body" };
    assert.ok(message && code && place);
  });

  test("names the place of a crash and nothing that the error says, not even a place that its message feigns", () => {
    const feigned = new Error("x\n    at hunter2 (/src/hunter2.ts:1:1)");
    assert.match(sourceLineOf(feigned), /^enclave\/log\.test\.ts:\d+$/);
    assert.equal(sourceLineOf("text"), "unknown");
    assert.equal(sourceLineOf({ stack: "    at f (/src/x.ts:1:1)" }), "unknown");
  });
});
