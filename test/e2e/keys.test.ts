// An administrator who moves keystores into a signer and out again with `inkan keys`, over mutual TLS, to a real key set and real records.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { mixedRandom } from "../../enclave-signer/src/enclave/random.ts";
import { sealingKey } from "../../enclave-signer/src/enclave/seal.ts";
import { Secret } from "../../enclave-signer/src/enclave/secret.ts";
import { BlsSigningKey } from "../../enclave-signer/src/signer/bls.ts";
import type { Client, Route } from "../../enclave-signer/src/signer/door/route.ts";
import { keystoresRoute } from "../../enclave-signer/src/signer/key-manager/keystores-route.ts";
import { ownKeysRoute } from "../../enclave-signer/src/signer/key-manager/own-keys-route.ts";
import { openDerivationPool } from "../../enclave-signer/src/signer/keys/derivation-pool.ts";
import { openKeyRing, type ProtectionFloor } from "../../enclave-signer/src/signer/keys/key-ring.ts";
import { openKeySet } from "../../enclave-signer/src/signer/keys/key-set.ts";
import { openSealedKeyStore } from "../../enclave-signer/src/signer/keys/sealed-store.ts";

import { clientAuthority, dns } from "../harness/client-authority.ts";
import { lightKeystore } from "../harness/light-keystore.ts";
import { openMemoryHost } from "../harness/memory-host.ts";

const token = "a-token";
const directory = mkdtempSync(join(tmpdir(), "inkan-keys-"));
const path = (name: string) => join(directory, name);
const publicKey = (byte: number) => BlsSigningKey.take(Buffer.alloc(32, byte)).publicKeyHex;
const history = (...bytes: number[]) => ({
  metadata: { interchange_format_version: "5", genesis_validators_root: `0x${"0a".repeat(32)}` },
  data: bytes.map((byte) => ({ pubkey: publicKey(byte), signed_blocks: [{ slot: "81952" }], signed_attestations: [] })),
});

describe("inkan keys", () => {
  let signer: Awaited<ReturnType<typeof startSigner>>;
  before(async () => {
    signer = await startSigner();
  });
  after(() => {
    signer?.close();
    rmSync(directory, { recursive: true });
  });

  const inkan = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const main = join(import.meta.dirname, "..", "..", "cli", "src", "main.ts");
      const files = ["--cert", path("cert"), "--key", path("key"), "--ca", path("ca"), "--token-file", path("token")];
      const all = [main, "keys", ...args, "--url", signer.url, ...files];
      execFile(process.execPath, all, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
    });

  test("import: a dry run sends nothing; then all but the broken ones, each chunk with the history of its keys alone", async () => {
    const folder = path("keystores");
    mkdirSync(folder);
    for (const byte of [1, 2, 3]) {
      const text = lightKeystore(Buffer.alloc(32, byte), `password ${byte}`, "", publicKey(byte).slice(2));
      writeFileSync(join(folder, `keystore-${byte}.json`), text);
      writeFileSync(join(folder, `keystore-${byte}.txt`), `password ${byte}\n`);
    }
    writeFileSync(join(folder, "keystore-4.json"), readFileSync(join(folder, "keystore-1.json")));
    writeFileSync(join(folder, "keystore-5.json"), "{}");
    writeFileSync(join(folder, "deposit_data-1.json"), "[]");
    writeFileSync(path("history.json"), JSON.stringify(history(1, 3, 9)));
    const args = ["import", folder, "--passwords", folder, "--slashing-protection", path("history.json")];

    const dry = await inkan(...args, "--dry-run");
    assert.match(dry.out, /3 to import, 0 already there, 2 unusable, 1 without slashing protection/);
    assert.match(dry.err, /keystore-4.json: the same key as keystore-1.json/);
    assert.match(dry.err, /keystore-5.json: KEYSTORE_UNSUPPORTED/);
    assert.match(dry.err, /without slashing protection in the file: keystore-2.json/);
    assert.deepEqual([dry.code, signer.active()], [1, []]);

    const real = await inkan(...args, "--at-once", "2", "--group", "moved");
    assert.match(real.out, /2 of 3 sent, 2 failed\n3 of 3 sent, 2 failed/);
    assert.deepEqual([...signer.active()].sort(), [1, 2, 3].map(publicKey).sort());
    assert.deepEqual(
      signer.histories.map((text) => JSON.parse(text)),
      [history(1), history(3)],
    );
    const listed = await inkan("list");
    assert.equal(listed.out.trim().split("\n").length, 3);
    assert.match(listed.out, new RegExp(`${publicKey(2)}  bls  moved  -`));
    assert.match((await inkan(...args, "--dry-run")).out, /0 to import, 3 already there/);
  });

  test("export, then delete with its history: the keystore opens where it is imported again", async () => {
    mkdirSync(path("out"));
    writeFileSync(path("password"), "export\n");
    const out = ["--out", path("out"), "--password-file", path("password"), "--kdf", "pbkdf2"];
    const dry = await inkan("export", publicKey(1), ...out, "--dry-run");
    assert.deepEqual(
      [dry.code, dry.out, readdirSync(path("out"))],
      [0, "1 to export, 0 not there, 0 with a file already\n", []],
    );
    const exported = await inkan("export", publicKey(1), ...out);
    assert.deepEqual(readdirSync(path("out")), [`keystore-${publicKey(1)}.json`], exported.err);
    assert.equal(statSync(path(`out/keystore-${publicKey(1)}.json`)).mode & 0o777, 0o600);
    const more = await inkan("export", publicKey(1), `0x${"ab".repeat(48)}`, ...out);
    assert.match(more.err, /not there: 0xabab.*\nthere is a file already: .*keystore-0x/);
    assert.deepEqual([more.code, readdirSync(path("out")).length], [1, 1]);
    const deleted = await inkan("delete", publicKey(1), "--out", path("deleted.json"));
    assert.match(deleted.out, /deleted/);
    assert.equal(readFileSync(path("deleted.json"), "utf8"), `history of ${publicKey(1)}`);
    assert.ok(!signer.active().includes(publicKey(1)));
    const again = await inkan("delete", publicKey(2), "--out", path("deleted.json"));
    assert.notEqual(again.code, 0);
    assert.ok(signer.active().includes(publicKey(2)), "a history is never written over, so nothing was deleted");
    const back = ["import", path("out"), "--password-file", path("password"), "--without-slashing-protection"];
    assert.equal((await inkan(...back)).code, 0);
    assert.ok(signer.active().includes(publicKey(1)));
  });

  test("accounts: out as version 3 and in again, beside validators", async () => {
    const [address = ""] = (await inkan("generate", "--kind", "secp256k1")).out.trim().split("\n");
    mkdirSync(path("accounts"));
    const out = ["--out", path("accounts"), "--password-file", path("password"), "--kdf", "pbkdf2"];
    assert.equal((await inkan("export", address, ...out)).code, 0);
    assert.match((await inkan("delete", address)).out, new RegExp(`^${address}  deleted$`, "m"));
    assert.doesNotMatch((await inkan("list")).out, new RegExp(address));
    const back = ["import", path("accounts"), "--password-file", path("password"), "--without-slashing-protection"];
    const imported = await inkan(...back, "--group", "sequencers");
    assert.match(imported.out, /1 to import, .*\n1 of 1 sent, 0 failed/, imported.err);
    assert.match((await inkan("list")).out, new RegExp(`${address}  secp256k1  sequencers`));
    writeFileSync(path("password"), "another\n");
    assert.equal((await inkan("delete", address)).code, 0);
    assert.match((await inkan(...back)).err, /keystore-0x.*: the signer answered 400: the checksum does not match/);
  });

  test("generate; and what is wrong is said: history left out, token, certificate", async () => {
    const before = signer.active().length;
    assert.match((await inkan("generate", "--count", "2")).out, /^(0x[0-9a-f]{96}\n){2}$/);
    assert.equal(signer.active().length, before + 2);
    const bare = await inkan("import", path("out"), "--password-file", path("password"));
    assert.match(bare.err, /one of --slashing-protection and --without-slashing-protection/);
    assert.equal(bare.code, 2);
    writeFileSync(path("token"), "another\n");
    assert.match((await inkan("list")).err, /the signer answered 403: the bearer token is wrong/);
    const stranger = await clientAuthority("strangers");
    writeFileSync(path("cert"), stranger.cert);
    writeFileSync(path("key"), stranger.key);
    assert.equal((await inkan("list")).code, 1);
  });

  async function startSigner() {
    const authority = await clientAuthority("administrators");
    const identity = await authority.issue({ names: dns("localhost"), usages: [] });
    const admin = await authority.issue({ names: dns("admin.example") });
    writeFileSync(path("ca"), authority.cert);
    writeFileSync(path("cert"), admin.cert);
    writeFileSync(path("key"), admin.key);
    writeFileSync(path("token"), `${token}\n`);

    const ring = openKeyRing();
    const random = mixedRandom(randomBytes(64));
    const sealing = sealingKey("simulated", Secret.take(Buffer.alloc(32, 1)), random);
    const store = openSealedKeyStore({ ...openMemoryHost(), sealing, group: "default", otherConfiguration: "refuse" });
    const keys = await openKeySet({ ring, store, random, pool: openDerivationPool(), bootId: "boot", keysMax: 99 });
    const histories: string[] = [];
    const tokenSha256 = createHash("sha256").update(token).digest("hex");
    const routes: readonly Route[] = [
      keystoresRoute({
        ...{ keys: ring, managed: keys, approvals: undefined, tokenSha256, requestBytesMax: 1 << 20 },
        history: {
          read(text) {
            if (text !== undefined) histories.push(text);
            return () => new Map<string, ProtectionFloor>();
          },
          has: () => false,
          export: (publicKeys) => `history of ${publicKeys.join()}`,
        },
      }),
      ownKeysRoute({ ring, keys, approvals: undefined, tokenSha256 }),
    ];
    const client: Client = { names: ["admin"], may: () => true };
    const tls = { ...identity, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    const server = createServer(tls, async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      const [asked = "", query = ""] = (request.url ?? "").split("?", 2);
      const { authorization, accept, "content-type": contentType } = request.headers;
      const route = routes.find(({ takes }) => takes(request.method ?? "", asked));
      const about = {
        method: request.method ?? "",
        path: asked,
        query,
        accept,
        contentType,
        authorization,
        body,
        client,
      };
      const answer = await route?.answer(about);
      response.writeHead(answer?.status ?? 404).end(answer?.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      url: `https://localhost:${(server.address() as AddressInfo).port}`,
      histories,
      active: () => ring.validators().map(({ publicKey }) => publicKey),
      close() {
        server.close();
        server.closeAllConnections();
      },
    };
  }
});
