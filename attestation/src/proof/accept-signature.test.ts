// Attacker: a client that writes any `Accept-Signature`. Wants: a line of its own in the signature base, or the relay's time.
// User: a client of another implementation, which writes the field in its own way.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDictionary, serializeDictionary } from "structured-headers";
import { acceptSignatureField, acceptSignatureNonce } from "./accept-signature.ts";

describe("acceptSignatureNonce", () => {
  const honest: [field: string, nonce: string][] = [
    [acceptSignatureField("bm9uY2U"), "bm9uY2U"],
    ['inkan=();nonce="a"', "a"],
    ['inkan=("@method";req  "@status" );created;nonce="a b,;)";tag="inkan-rpc-1"', "a b,;)"],
    ['other=("@path";nonce="inner");nonce="x", inkan=("@status";nonce="inner");nonce="y"', "y"],
    ['a;b=1.5, c=:YQ==:;d=?1, e=tok/en, inkan=();nonce="\\"\\\\"', '"\\'],
    ['inkan=();nonce="a";nonce="b"', "b"],
    ['inkan=();nonce="a", inkan=();nonce="b"', "b"],
    ['  inkan=()   ;nonce="a"'.replace("   ;", ";   "), "a"],
    [`inkan=();nonce="${"n".repeat(128)}"`, "n".repeat(128)],
  ];
  for (const [field, nonce] of honest)
    test(`takes the nonce of ${field.slice(0, 80)}`, () => assert.equal(acceptSignatureNonce(field), nonce));

  const ignored: [name: string, field: string | undefined][] = [
    ["no field", undefined],
    ["an empty field", ""],
    ["another label", 'sig1=();nonce="a"'],
    ["another tag", 'inkan=();nonce="a";tag="other"'],
    ["a tag that is no string", 'inkan=();nonce="a";tag=inkan-rpc-1'],
    ["no nonce", "inkan=();created"],
    ["an empty nonce", 'inkan=();nonce=""'],
    ["a nonce that is no string", "inkan=();nonce=abc"],
    ["a nonce of 129 characters", `inkan=();nonce="${"n".repeat(129)}"`],
    ["a line feed in the nonce", 'inkan=();nonce="a\nb"'],
    ["a nonce beyond ASCII", 'inkan=();nonce="é"'],
    ["an item, not an inner list", 'inkan="a";nonce="a"'],
    ["bytes behind the member", 'inkan=();nonce="a"x'],
    ["a trailing comma", 'inkan=();nonce="a",'],
    ["a field that is malformed elsewhere", 'inkan=();nonce="a", =('],
    ["an open list", 'inkan=(;nonce="a"'],
    ["an open string", 'inkan=();nonce="a'],
    ["513 characters", `inkan=();nonce="a";x="${"y".repeat(490)}"`],
  ];
  for (const [name, field] of ignored)
    test(`ignores ${name}`, () => assert.equal(acceptSignatureNonce(field), undefined));

  test("agrees with another parser of RFC 8941 on what is a dictionary", () => {
    const pieces = [
      "inkan",
      "=",
      "(",
      ")",
      ";",
      "nonce",
      '"a"',
      '"',
      " ",
      ",",
      "b",
      "1",
      ".5",
      ":YQ==:",
      "?1",
      "\\",
      "tag",
      "\t",
      '=();nonce="q"',
    ];
    let state = 7;
    const next = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    let taken = 0;
    for (let round = 0; round < 40_000; round++) {
      const field = `inkan${Array.from({ length: next(9) }, () => pieces[next(pieces.length)]).join("")}`;
      let theirs: string | undefined;
      try {
        const [list, parameters] = parseDictionary(field).get("inkan") ?? [];
        const nonce = parameters?.get("nonce");
        const tag = parameters?.get("tag") ?? "inkan-rpc-1";
        if (Array.isArray(list) && typeof nonce === "string" && nonce !== "" && tag === "inkan-rpc-1") theirs = nonce;
      } catch {}
      const ours = acceptSignatureNonce(field);
      if (ours !== undefined) taken++;
      assert.equal(ours, theirs, JSON.stringify(field));
    }
    assert.ok(taken > 100);
    assert.equal(serializeDictionary(parseDictionary(acceptSignatureField("a"))), acceptSignatureField("a"));
  });

  test("512 hostile characters take no longer than linear time allows", () => {
    for (const field of [
      "(".repeat(512),
      `inkan=(${'"a" '.repeat(126)}`,
      `inkan=()${";a".repeat(250)}=`,
      `inkan=(${" ".repeat(500)}`,
      `a${", a".repeat(170)}!`,
    ])
      assert.equal(acceptSignatureNonce(field), undefined);
  });
});
