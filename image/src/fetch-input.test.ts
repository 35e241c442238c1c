// Operator: who builds or rebuilds an image from archives that are a network away. Attacker: an archive, or who stands before it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { fetchInput, isFetched } from "./fetch-input.ts";
import { inputNames, inputs } from "./inputs.ts";

const pinned = Buffer.from("the pinned bytes, ".repeat(10_000));
const sha256 = createHash("sha256").update(pinned).digest("hex");

/** What each address says; another one has nothing. */
const answers: Record<string, (response: ServerResponse) => unknown> = {
  "/pinned/input.deb": (response) => response.end(pinned),
  "/other/input.deb": (response) => response.end(Buffer.from(pinned).fill(0x21, 77, 78)),
  "/longer/input.deb": (response) => response.end(Buffer.concat([pinned, Buffer.from("!")])),
  "/page/input.deb": (response) => response.end("<html>Log in to the network"),
  "/cut/input.deb": (response) => {
    response.writeHead(200, { "content-length": pinned.length });
    response.write(pinned.subarray(0, 100_000), () => response.destroy());
  },
  // Without a length a cut is an end.
  "/cut-unsaid/input.deb": (response) => {
    response.shouldKeepAlive = false;
    response.useChunkedEncodingByDefault = false;
    response.end(pinned.subarray(0, 100_000));
  },
  "/endless/input.deb": (response) => {
    const more = () => {
      while (response.write(pinned));
    };
    response.on("drain", more);
    more();
  },
};

let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  const answer = answers[request.url ?? ""];
  if (answer === undefined) response.writeHead(404).end();
  else answer(response);
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const work = mkdtempSync(join(tmpdir(), "inkan-input-"));
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(work, { recursive: true, force: true });
});

const inputOf = (...places: readonly string[]) => ({
  what: "a library",
  sha256,
  urls: places.map((place) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${place}/input.deb`),
});
const kept = (folder: string) => globSync("**/*", { cwd: folder }).filter((name) => name.includes("input"));

describe("an input", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(work, "downloads-"));
    asked = [];
  });

  test("is fetched once, and has the pinned bytes", async () => {
    const file = await fetchInput(inputOf("pinned"), folder);
    assert.deepEqual(readFileSync(file), pinned);
    assert.equal(await fetchInput(inputOf("pinned"), folder), file);
    assert.deepEqual(asked, ["/pinned/input.deb"]);
  });

  test("whose file was changed since is fetched again", async () => {
    const file = await fetchInput(inputOf("pinned"), folder);
    writeFileSync(file, Buffer.from(pinned).fill(0x21, 77, 78));
    assert.deepEqual(readFileSync(await fetchInput(inputOf("pinned"), folder)), pinned);
    assert.equal(asked.length, 2);
  });

  for (const [place, code, says] of [
    ["other", "INPUT_MISMATCH", new RegExp(`/other/input.deb: SHA-256 is (?!${sha256})\\w{64}, pinned is ${sha256}$`)],
    ["longer", "INPUT_MISMATCH", /\/longer\/input.deb: SHA-256 is/],
    ["page", "INPUT_MISMATCH", /\/page\/input.deb: SHA-256 is/],
    ["cut-unsaid", "INPUT_MISMATCH", /\/cut-unsaid\/input.deb: SHA-256 is/],
    ["cut", "INPUT_UNAVAILABLE", /^a library: http:\S+\/cut\/input.deb: /],
    ["nowhere", "INPUT_UNAVAILABLE", /\/nowhere\/input.deb: HTTP 404$/],
    ["endless", "INPUT_UNAVAILABLE", /\/endless\/input.deb: more than 1000000 bytes$/],
  ] as const)
    test(`from '${place}' is refused and not kept, and the next address has it`, async () => {
      await assert.rejects(fetchInput(inputOf(place), folder, 1_000_000), { code, message: says });
      assert.deepEqual(kept(folder), []);
      const file = await fetchInput(inputOf(place, "nowhere", "pinned"), folder, 1_000_000);
      assert.deepEqual(readFileSync(file), pinned);
      assert.equal(asked.at(-1), "/pinned/input.deb");
      assert.equal(kept(folder).length, 1);
    });

  test("that no address has as pinned says so of each", async () => {
    await assert.rejects(fetchInput(inputOf("nowhere", "other"), folder), {
      code: "INPUT_MISMATCH",
      message: /\/nowhere\/input.deb: HTTP 404; .*\/other\/input.deb: SHA-256/,
    });
    assert.equal(existsSync(join(folder, sha256.slice(0, 24), "input.deb")), false);
  });
});

describe("the tree's inputs from Debian", () => {
  const ofDebian = inputNames.map((name) => inputs[name]).filter(({ urls }) => urls[0]?.includes("//deb.debian.org/"));
  const fetched = ofDebian.filter(isFetched);

  test("are also at an archive that drops nothing, and names files by their SHA-1", () => {
    assert.ok(ofDebian.length > 0);
    for (const { urls } of ofDebian)
      assert.match(urls[1] ?? "", /^https:\/\/snapshot\.debian\.org\/file\/[0-9a-f]{40}$/);
  });

  test("there under the name of the pinned bytes", {
    skip: fetched.length === 0 && "none was fetched here",
  }, async () => {
    for (const input of fetched) {
      const bytes = readFileSync(await fetchInput(input));
      assert.equal(basename(input.urls[1] ?? ""), createHash("sha1").update(bytes).digest("hex"), input.what);
    }
  });
});
