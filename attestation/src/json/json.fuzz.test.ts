// Attacker: a client or an upstream that writes any bytes. Wants: two readers that see two different values, or a reader that crashes.
// The reference is the platform's JSON.parse: what it refuses we refuse, what we accept means what it says there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, JsonError, parseJson, sliceTopLevel } from "./index.ts";

const limits = { depthMax: 64, bytesMax: 1 << 20 };
const utf8 = (text: string) => new TextEncoder().encode(text);
const rounds = 30_000;
const seed = Number(process.env.INKAN_SEED ?? 20_260_101);

function random(state: number) {
  let s = state;
  return (below: number) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((s / 2 ** 32) * below);
  };
}

const fragments = [
  ...'{}[]:,"\\ \n\t0123456789-+.eEtfnu',
  ...[
    "true",
    "false",
    "null",
    '"a"',
    '"b":',
    '"__proto__":',
    '"\\u0061"',
    "\\ud83d\\ude00",
    "\\ud800",
    "é",
    "😀",
    "1e5",
    "-0",
    "0.5",
    "{}",
    "[]",
    "\u0000",
    "\ufeff",
  ],
  ...["1e400", "9007199254740993", '{"a":', "[1,", "\\/", "\\x"],
];

function generate(next: (below: number) => number, depth: number): string {
  switch (next(depth > 5 ? 4 : 6)) {
    case 0:
      return ["0", "-0", "1.5", "-12e-3", "9007199254740991", "true", "false", "null"][next(8)]!;
    case 1:
    case 2:
      return ['""', '"a"', '"\\n\\u00e9"', '"é😀"', '"\\ud83d\\ude00"', '"\\"\\\\"', '"__proto__"'][next(7)]!;
    case 3:
      return ["[]", "{}", " [ ] ", "{ }"][next(4)]!;
    case 4:
      return `[${Array.from({ length: 1 + next(4) }, () => generate(next, depth + 1)).join(next(2) ? "," : " , ")}]`;
    default:
      return `{${Array.from({ length: 1 + next(4) }, (_, at) => `"${["k", "__proto__", "\\u006b", "é"][next(4)]}${next(8) ? at : ""}":${generate(next, depth + 1)}`).join(next(2) ? "," : "\n,")}}`;
  }
}

function mutate(next: (below: number) => number, text: string): string {
  const at = next(text.length + 1);
  const fragment = fragments[next(fragments.length)]!;
  return next(2) ? text.slice(0, at) + fragment + text.slice(at) : text.slice(0, at) + text.slice(at + 1 + next(2));
}

function attempt<T>(run: () => T): { value: T } | { code: string } {
  try {
    return { value: run() };
  } catch (thrown) {
    assert.ok(thrown instanceof JsonError || thrown instanceof SyntaxError, `an unforeseen ${thrown}`);
    return { code: thrown instanceof JsonError ? thrown.code : "SyntaxError" };
  }
}

test(`${rounds} texts, sound and broken, mean the same to JSON.parse (seed ${seed})`, () => {
  const next = random(seed);
  const seen: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    let text = generate(next, 0);
    for (let edits = next(4); edits > 0; edits--) text = mutate(next, text);
    // An edit may part a raw pair; an encoder would write U+FFFD for its halves.
    text = text.toWellFormed();

    const reference = attempt(() => JSON.parse(text) as unknown);
    const ours = attempt(() => parseJson(round % 2 ? text : utf8(text), limits));
    const outcome = "code" in ours ? ours.code : "accepted";
    seen[outcome] = (seen[outcome] ?? 0) + 1;
    if ("code" in ours) {
      // Stricter is allowed where a code of its own says so; for the grammar the two agree.
      if (ours.code === "JSON_SYNTAX") assert.ok("code" in reference, JSON.stringify(text));
    } else {
      assert.ok("value" in reference, JSON.stringify(text));
      assert.deepEqual(ours.value, reference.value, JSON.stringify(text));
      const canonical = canonicalJson(ours.value);
      assert.deepEqual(parseJson(canonical, limits), JSON.parse(canonical));
      assert.equal(canonicalJson(parseJson(canonical, limits)), canonical);
    }

    const sliced = attempt(() => sliceTopLevel(utf8(text), limits));
    if ("value" in sliced) {
      assert.ok("value" in reference, JSON.stringify(text));
      const names = [...sliced.value.keys()];
      const object = reference.value as Record<string, unknown>;
      assert.deepEqual(names.sort(), Object.keys(object).sort());
      for (const name of names)
        assert.deepEqual(
          JSON.parse(new TextDecoder().decode(sliced.value.get(name))),
          Object.getOwnPropertyDescriptor(object, name)?.value,
        );
    } else if (sliced.code === "JSON_SYNTAX")
      assert.ok(
        "code" in reference ||
          reference.value === null ||
          typeof reference.value !== "object" ||
          Array.isArray(reference.value),
        JSON.stringify(text),
      );
    if ("value" in ours && ours.value !== null && typeof ours.value === "object" && !Array.isArray(ours.value))
      assert.ok("value" in sliced, JSON.stringify(text));
  }
  console.log(seen);
  for (const outcome of [
    "accepted",
    "JSON_SYNTAX",
    "JSON_DUPLICATE_MEMBER",
    "JSON_LONE_SURROGATE",
    "JSON_NUMBER_UNSAFE",
  ])
    assert.ok((seen[outcome] ?? 0) > 0, `the generator never reached ${outcome}`);
});

test("random bytes never get past UTF-8 that the platform refuses", () => {
  const next = random(seed + 1);
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    const bytes = Uint8Array.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, next(256), next(256), next(256), 0x22, 0x7d]);
    let text: string | undefined;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {}
    for (const read of [parseJson, sliceTopLevel]) {
      const ours = attempt<unknown>(() => read(bytes, limits));
      if (text === undefined) {
        assert.ok("code" in ours);
        refused++;
      } else assert.equal("value" in ours, "value" in attempt(() => JSON.parse(text) as unknown), text);
    }
  }
  assert.ok(refused > 0 && refused < rounds * 2);
});
