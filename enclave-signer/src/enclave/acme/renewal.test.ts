// Operator: a certificate must be renewed in time, and an ACME server must not be flooded.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { acmeLimits } from "./limits.ts";
import { renewalTimeMs, retryPauseMs } from "./renewal.ts";

const dayMs = 86_400_000;
const notBeforeMs = Date.UTC(2030, 0, 1);
const chain = { pem: "", notBeforeMs, notAfterMs: notBeforeMs + 90 * dayMs };
const atDay = (ms: number) => (ms - notBeforeMs) / dayMs;

describe("the time of renewal", () => {
  test("without the server's word is about two thirds of the life, not for all at once", () => {
    assert.equal(atDay(renewalTimeMs(chain, undefined, 0.5)), 60);
    assert.equal(atDay(renewalTimeMs(chain, undefined, 0)), 57.75);
    assert.ok(atDay(renewalTimeMs(chain, undefined, 0.999)) < 62.25);
  });

  test("is a moment of the server's window", () => {
    const window = { startMs: notBeforeMs + 10 * dayMs, endMs: notBeforeMs + 12 * dayMs };
    assert.equal(atDay(renewalTimeMs(chain, window, 0)), 10);
    assert.equal(atDay(renewalTimeMs(chain, window, 0.5)), 11);
  });

  test("is never so late that a failure would leave nothing, whatever window the server names", () => {
    const window = { startMs: notBeforeMs + 400 * dayMs, endMs: notBeforeMs + 500 * dayMs };
    assert.equal(atDay(renewalTimeMs(chain, window, 0.5)), 81);
  });

  test("is past when the server says so, as before a revocation", () => {
    const window = { startMs: notBeforeMs - 2 * dayMs, endMs: notBeforeMs - dayMs };
    assert.ok(renewalTimeMs(chain, window, 0.9) < notBeforeMs);
  });
});

describe("the pause after a failure", () => {
  const reached = { reached: true, retryAfterMs: undefined };
  test("keeps within five failed validations an hour, and grows to six hours", () => {
    let atMs = 0;
    const inFirstHour = Array.from({ length: 20 }, (_, at) => (atMs += retryPauseMs(reached, at + 1, 0, acmeLimits)));
    assert.ok(inFirstHour.filter((ms) => ms < 3_600_000).length + 1 <= 5);
    assert.equal(retryPauseMs(reached, 1_000_000, 0.99, acmeLimits), acmeLimits.retryMaxMs);
  });

  test("is short while the server was not reached", () => {
    const pauseMs = retryPauseMs({ reached: false, retryAfterMs: undefined }, 1, 0, acmeLimits);
    assert.equal(pauseMs, acmeLimits.unreachableRetryFirstMs);
    assert.ok(retryPauseMs({ reached: false, retryAfterMs: undefined }, 99, 0, acmeLimits) <= 60_000);
  });

  test("is what the server asks for, within bounds", () => {
    assert.equal(retryPauseMs({ reached: true, retryAfterMs: 3_000_000 }, 1, 0, acmeLimits), 3_000_000);
    assert.equal(retryPauseMs({ reached: true, retryAfterMs: 1e15 }, 1, 0, acmeLimits), acmeLimits.retryMaxMs);
    assert.equal(retryPauseMs({ reached: true, retryAfterMs: 0 }, 1, 0, acmeLimits), acmeLimits.retryFirstMs);
  });
});
