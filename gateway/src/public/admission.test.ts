// One who asks more than others, from one address or from many. Time is given.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gatewayLimits } from "../limits.ts";
import { networkOf, openAdmission } from "./admission.ts";

const quota = { requestsPerSecond: 10, burst: 20, connectionsMax: 2 };
const open = (limits = gatewayLimits) => {
  const time = { ms: 0 };
  return { time, admission: openAdmission(quota, limits, () => time.ms) };
};

describe("admission", () => {
  test("a burst passes, then the rate, and the wait that is told is enough", () => {
    const { time, admission } = open();
    const visitor = admission.enter("192.0.2.1")!;
    for (let at = 0; at < quota.burst; at++) assert.equal(visitor.take(), 0);
    const waitS = visitor.take();
    assert.equal(waitS, 1);
    time.ms += waitS * 1_000;
    for (let at = 0; at < quota.requestsPerSecond; at++) assert.equal(visitor.take(), 0);
    assert.ok(visitor.take() > 0);
    assert.equal(admission.enter("192.0.2.2")!.take(), 0); // control: others are not touched
  });

  test("a new connection brings no new burst", () => {
    const { admission } = open();
    const first = admission.enter("192.0.2.1")!;
    for (let at = 0; at < quota.burst; at++) first.take();
    first.leave();
    assert.ok(admission.enter("192.0.2.1")!.take() > 0);
  });

  test("connections are counted, and given back", () => {
    const { admission } = open();
    const first = admission.enter("192.0.2.1")!;
    admission.enter("192.0.2.1");
    assert.equal(admission.enter("192.0.2.1"), undefined);
    first.leave();
    assert.ok(admission.enter("192.0.2.1"));
  });

  test("many addresses: no more memory than the bound, and room again once they are quiet", () => {
    const limits = { ...gatewayLimits, pseudonymsMax: 100, pseudonymsSweptMax: 10 };
    const { time, admission } = open(limits);
    const visitors = Array.from({ length: 100 }, (_, at) => admission.enter(`192.0.2.${at}`)!);
    assert.equal(admission.enter("198.51.100.1"), undefined);
    for (const visitor of visitors) {
      visitor.take();
      visitor.leave();
    }
    assert.equal(admission.enter("198.51.100.1"), undefined); // they still have something to answer for
    time.ms += 1_000;
    assert.ok(admission.enter("198.51.100.1"));
  });

  test("the pseudonym is another one each hour", () => {
    const { time, admission } = open();
    const hex = () => Buffer.from(admission.enter("192.0.2.1")!.pseudonym).toString("hex");
    assert.equal(hex(), hex());
    const before = openAdmission(quota, gatewayLimits, () => time.ms).enter("192.0.2.1")!.pseudonym;
    assert.notEqual(hex, before);
  });

  for (const [address, network] of [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
  ] as const)
    test(`${address} counts as ${network}`, () => assert.equal(networkOf(address), network));
});
