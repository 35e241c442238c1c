// An operator who writes an address into a flag, rightly or not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, parseAddress } from "./address.ts";

for (const [text, address] of [
  ["unix:/run/a.sock", { kind: "unix", path: "/run/a.sock" }],
  ["unix:/run/with:colon", { kind: "unix", path: "/run/with:colon" }],
  ["vsock:16:8545", { kind: "vsock", cid: 16, port: 8545 }],
  ["hybrid:/run/v.sock:5005", { kind: "hybrid", path: "/run/v.sock", port: 5005 }],
] as const)
  test(`${text} reads, and reads back`, () => {
    assert.deepEqual(parseAddress(text), address);
    assert.equal(formatAddress(parseAddress(text)), text);
  });

for (const text of [
  "",
  "/run/a.sock",
  "unix:relative.sock",
  "unix:/a\0b",
  `unix:/${"a".repeat(107)}`,
  "vsock:16",
  "vsock:4294967296:1",
  "vsock:3:4294967295",
  "vsock:-1:5",
  "hybrid:/run/v.sock",
  "hybrid:/run/v.sock:x",
  "tcp:127.0.0.1:80",
])
  test(`${JSON.stringify(text.slice(0, 24))} is refused`, () => {
    assert.throws(() => parseAddress(text), { code: "ADDRESS_MALFORMED" });
  });
