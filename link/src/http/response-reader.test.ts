// Attacker: an upstream, or whoever stands for it without TLS; root on the parent for the link. Wants: an answer taken for another's, memory, a hang.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ResponseError, ResponseReader } from "./response-reader.ts";

const limits = { headBytesMax: 512, fieldsMax: 8 };

type Seen = { status: number; fields: readonly string[]; content: string; isWhole: boolean; isLast: boolean };

/** Reads `pieces` as one connection gives them. */
function read(pieces: readonly Buffer[], isEnded = false): Seen {
  const seen: Seen = { status: 0, fields: [], content: "", isWhole: false, isLast: false };
  const reader = new ResponseReader(limits);
  reader.begin({
    head: (status, fields) => Object.assign(seen, { status, fields }),
    data: (piece) => {
      seen.content += piece.toString("latin1");
    },
  });
  for (const piece of pieces) seen.isWhole = reader.read(piece);
  if (isEnded) seen.isWhole = reader.end();
  seen.isLast = reader.isLast;
  return seen;
}

const bytes = (text: string) => Buffer.from(text, "latin1");

describe("an answer is read alike, however it is cut", () => {
  for (const [what, text, content] of [
    ["counted", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"],
    ["without a reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", "ok"],
    ["empty", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", ""],
    ["without content", "HTTP/1.1 204 No Content\r\n\r\n", ""],
    ["chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", "hello"],
    [
      "chunked with a trailer",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
      "hello",
    ],
    ["after an interim one", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"],
  ] as const)
    test(what, () => {
      const whole = read([bytes(text)]);
      assert.ok(whole.isWhole);
      assert.equal(whole.content, content);
      assert.equal(whole.isLast, false);
      for (let cut = 1; cut < text.length; cut++)
        assert.deepEqual(read([bytes(text.slice(0, cut)), bytes(text.slice(cut))]), whole, `cut at ${cut}`);
      assert.deepEqual(read(Array.from(text, (character) => bytes(character))), whole, "byte by byte");
    });

  test("until the connection ends, and then it is the last", () => {
    const text = "HTTP/1.1 200 OK\r\n\r\nhello";
    for (let cut = 1; cut < text.length; cut++) {
      const seen = read([bytes(text.slice(0, cut)), bytes(text.slice(cut))], true);
      assert.deepEqual([seen.content, seen.isWhole, seen.isLast], ["hello", true, true]);
    }
  });

  for (const [what, head] of [
    ["that says so", "HTTP/1.1 200 OK\r\nConnection: Foo, Close\r\nContent-Length: 0\r\n\r\n"],
    ["of HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"],
  ] as const)
    test(`one ${what} is the last of its connection`, () => assert.ok(read([bytes(head)]).isLast));
});

describe("what ends at two places, or at none, is no answer", () => {
  const ok = "HTTP/1.1 200 OK\r\n";
  for (const [what, text] of [
    ["a length and chunks", `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["two lengths, though equal", `${ok}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
    ["a list of lengths", `${ok}Content-Length: 5, 5\r\n\r\nhello`],
    ["a negative length", `${ok}Content-Length: -1\r\n\r\n`],
    ["another coding", `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    ["chunked twice", `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ["chunks of HTTP/1.0", `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ["a folded field", `${ok}X: a\r\n b\r\nContent-Length: 0\r\n\r\n`],
    ["a space before the colon", `${ok}Content-Length : 0\r\n\r\n`],
    ["a bare line feed", `${ok}X: a\nContent-Length: 0\r\n\r\n`],
    ["a switch of protocols", "HTTP/1.1 101 Switching\r\n\r\n"],
    ["interim answers without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(9)],
    ["another protocol", "HTTP/2 200\r\n\r\n"],
    ["a status that is none", "HTTP/1.1 020 OK\r\n\r\n"],
    ["a chunk without a length", `${ok}Transfer-Encoding: chunked\r\n\r\n\r\n`],
    ["a chunk of a negative length", `${ok}Transfer-Encoding: chunked\r\n\r\n-1\r\n`],
    ["a chunk longer than it says", `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n`],
    ["a chunk line without end", `${ok}Transfer-Encoding: chunked\r\n\r\n1;${"x".repeat(300)}`],
    ["a trailer without end", `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n${"X: y\r\n".repeat(100)}`],
    ["a head without end", `${ok}X: ${"x".repeat(600)}`],
    ["too many fields", `${ok}${"X: y\r\n".repeat(9)}\r\n`],
    ["bytes behind it", `${ok}Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno`],
  ] as const)
    test(what, () => {
      assert.throws(() => read([bytes(text)]), ResponseError);
      assert.throws(() => read(Array.from(text, (character) => bytes(character))), ResponseError, "byte by byte");
    });
});
