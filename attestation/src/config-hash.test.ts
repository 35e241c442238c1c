// A verifier who recomputes PCR16 with other tools (openssl) gets the same value.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { toHex } from "./bytes.ts";
import { configPcr16, extendPcr } from "./config-hash.ts";

const openssl = (...parts: Uint8Array[]) => {
  const hash = createHash("sha384");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

test("PCR16 is what the NSM has after extending zero by the configuration's SHA-384", async () => {
  const text = '{"role":"relay","version":1}';
  const bytes = new TextEncoder().encode(text);
  assert.deepEqual(await configPcr16(bytes), openssl(new Uint8Array(48), openssl(bytes)));
  // printf '%s' '{"role":"relay","version":1}' | openssl dgst -sha384 -binary | (head -c 48 /dev/zero; cat) | openssl dgst -sha384
  assert.equal(
    toHex(await configPcr16(bytes)),
    "49c808424d55da2690961da003a98e4f380caba3d401292f92cf773ad50dd8829f5beaf66af4886d35e7fbb4c1dcd035",
  );
  assert.notDeepEqual(
    await configPcr16(new TextEncoder().encode(`${text} `)),
    await configPcr16(bytes),
    "one byte more is another",
  );
});

test("extending depends on the order", async () => {
  const zero = new Uint8Array(48);
  const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
  assert.notDeepEqual(await extendPcr(await extendPcr(zero, a), b), await extendPcr(await extendPcr(zero, b), a));
});
