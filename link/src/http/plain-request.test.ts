// Attacker: a client, or root on the parent in its place. Wants: a request whose end, host or content two readers see differently.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readPlainRequest } from "./plain-request.ts";

const line = "POST /eth HTTP/1.1\r\n";
const fields = "Host: rpc.example\r\nContent-Type: application/json\r\nContent-Length: 12\r\n";

describe("a plain request", () => {
  test("control: the usual one is read, whatever the case of its names and the space around its values", () => {
    assert.deepEqual(
      readPlainRequest(
        `POST /eth?key=1 HTTP/1.1\r\nHOST:\trpc.example \t\r\nuser-agent: x\r\nContent-Length: 12\r\nconnection: Keep-Alive\r\nAccept-Signature: inkan=()\r\n`,
        64,
      ),
      {
        target: "/eth?key=1",
        host: "rpc.example",
        contentLength: 12,
        contentType: undefined,
        contentEncoding: undefined,
        acceptSignature: "inkan=()",
      },
    );
    assert.equal(readPlainRequest(line + fields, 64)?.contentType, "application/json");
  });

  for (const [what, head] of [
    ["another method", `GET /eth HTTP/1.1\r\n${fields}`],
    ["a method in small letters", `post /eth HTTP/1.1\r\n${fields}`],
    ["HTTP/1.0", `POST /eth HTTP/1.0\r\n${fields}`],
    ["the absolute form", `POST http://a/eth HTTP/1.1\r\n${fields}`],
    ["a space in the target", `POST /e th HTTP/1.1\r\n${fields}`],
    ["two spaces in the first line", `POST  /eth HTTP/1.1\r\n${fields}`],
    ["bytes beyond ASCII in the target", `POST /\xe4 HTTP/1.1\r\n${fields}`],
    ["an empty line in front", `\r\n${line}${fields}`],
    ["no host", `${line}Content-Length: 12\r\n`],
    ["two hosts", `${line}${fields}Host: a\r\n`],
    ["no length", `${line}Host: a\r\n`],
    ["two lengths", `${line}${fields}Content-Length: 12\r\n`],
    ["a list of lengths", `${line}Host: a\r\nContent-Length: 12, 12\r\n`],
    ["a length with a sign", `${line}Host: a\r\nContent-Length: +12\r\n`],
    ["a length in hexadecimal", `${line}Host: a\r\nContent-Length: 0xc\r\n`],
    ["a length that no number holds", `${line}Host: a\r\nContent-Length: 9999999999999999\r\n`],
    ["chunks", `${line}${fields}Transfer-Encoding: chunked\r\n`],
    ["a transfer coding of no meaning", `${line}${fields}Transfer-Encoding: identity\r\n`],
    ["an upgrade", `${line}${fields}Upgrade: h2c\r\n`],
    ["an expectation", `${line}${fields}Expect: 100-continue\r\n`],
    ["a last request", `${line}${fields}Connection: close\r\n`],
    ["a hop-by-hop field", `${line}${fields}Connection: keep-alive, x\r\n`],
    ["two types", `${line}${fields}Content-Type: text/plain\r\n`],
    ["a folded line", `${line}${fields}X: a\r\n b\r\n`],
    ["a space before the colon", `${line}Host : a\r\n${fields}`],
    ["a line without a colon", `${line}${fields}X\r\n`],
    ["a line without a name", `${line}${fields}: x\r\n`],
    ["a bare line feed", `${line}${fields}X: a\nContent-Length: 3\r\n`],
    ["a bare carriage return", `${line}${fields}X: a\rContent-Length: 3\r\n`],
    ["a zero byte", `${line}${fields}X: \0\r\n`],
    ["a control character in a name", `${line}${fields}X\x01: a\r\n`],
    ["one field more than may be", `${line}${fields}${"X: a\r\n".repeat(62)}`],
  ] as const)
    test(`${what} is not one`, () => assert.equal(readPlainRequest(head, 64), undefined));

  test("control: at the bound of fields it is one", () => {
    assert.equal(readPlainRequest(`${line}${fields}${"X: a\r\n".repeat(61)}`, 64)?.contentLength, 12);
  });
});
