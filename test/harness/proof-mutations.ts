// Changes to an honest exchange and its proof, by a seed: of bytes, of the words that the grammar knows, and of numbers at their bounds.
// Half of them are signed again as they stand, by the enclave's own key, so that no signature stands in for a rule.
import type { FetchedExchange } from "@inkan/contracts";

/** r || s over the bytes. */
export type Signer = (base: Uint8Array) => Uint8Array;
/** A whole number below `below`. */
export type Choice = (below: number) => number;

/** Mulberry32: the same numbers for the same seed. */
export function seededChoice(seed: number): Choice {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const words = [
  '"',
  "\\",
  '\\"',
  "\\\\",
  " ",
  "  ",
  ";",
  ",",
  ", ",
  "=",
  ":",
  ":=",
  "==",
  "(",
  ")",
  "\t",
  "\n",
  "\x7f",
  "é",
  "A",
  "/",
  "+",
  "-",
  "0",
  "1",
  "-0",
  "00",
  "1.0",
  "?1",
  "@1",
  '%"a"',
  ":YQ==:",
  ";a",
  ";a=1",
  ", a",
  "inkan=",
  "sig1=",
  ';nonce=""',
  ';nonce="a"',
  ';alg="x"',
  ";created=1",
  ", block=0",
  ", block=999999999999999",
  ", block=1000000000000000",
  ", block=-1",
  "upstream",
  "cache",
  "local",
  "relayed",
  "agreed",
  "proven",
  'tag="inkan-rpc-1"',
  'tag="inkan-rpc-2"',
  "999999999999999",
  "1000000000000000",
  "x".repeat(130),
  "y".repeat(600),
  "",
] as const; // prettier-ignore

function changedNumber(digits: string, choice: Choice): string {
  const near = String(Number(digits) + choice(700) - 350);
  return (
    [near, near, near, `0${digits}`, "0", "00", `${digits}.0`, `-${digits}`, digits.padEnd(16, "0")][choice(9)] ?? ""
  );
}

/** A text with one change somewhere. */
function changedText(text: string, choice: Choice): string {
  const from = choice(text.length + 1);
  const to = Math.min(text.length, from + choice(4));
  const word = words[choice(words.length)] ?? "";
  switch (choice(7)) {
    case 0: // one character becomes another, printable
      return text.slice(0, from) + String.fromCharCode(32 + choice(95)) + text.slice(from + 1);
    case 1: // a word comes in
      return text.slice(0, from) + word + text.slice(from);
    case 2: // a word comes for some characters
      return text.slice(0, from) + word + text.slice(to);
    case 3: // some characters go
      return text.slice(0, from) + text.slice(to);
    case 4: // something is there twice
      return text.slice(0, to) + text.slice(from);
    case 5: // a number becomes another, or is written in another way
      return text.replaceAll(/\d+(?=[,;]|$)/g, (digits) => (choice(2) === 0 ? changedNumber(digits, choice) : digits));
    default: // one of the grammar's words becomes another
      return text.replace(/(upstream|cache|local|relayed|agreed|proven|, block=\d+|;nonce="[^;]*")/, word);
  }
}

const signedFields = ["content-type", "content-digest", "inkan-context", "signature-input"] as const;

export function mutate(exchange: FetchedExchange, choice: Choice, signer: Signer): FetchedExchange {
  const request = { ...exchange.request, body: exchange.request.body.slice() };
  const headers = new Map([...exchange.response.headers]);
  let { status } = exchange.response;
  const body = exchange.response.body.slice();
  const keySpki = exchange.keySpki.slice();
  const flip = (bytes: Uint8Array) => {
    if (bytes.length > 0) bytes[choice(bytes.length)]! ^= 1 << choice(8);
  };
  const changeField = (name: string) => headers.set(name, changedText(headers.get(name) ?? "", choice));

  let signAgain = choice(2) === 0;
  switch (choice(16)) {
    case 0:
      request.method = changedText(request.method, choice);
      break;
    case 1:
      request.authority = changedText(request.authority, choice);
      break;
    case 2:
      request.path = changedText(request.path, choice);
      break;
    case 3:
      status = [0, 99, 100, 201, 999, 1000, 65_535][choice(7)] ?? 0;
      break;
    case 4:
      flip(choice(2) === 0 ? request.body : body);
      break;
    case 5:
      flip(keySpki);
      break;
    case 6:
      changeField("signature");
      signAgain = false;
      break;
    case 7: // nothing: an honest one stays honest, signed by somebody else's randomness
      break;
    case 8:
    case 9:
    case 10:
      changeField("inkan-context");
      break;
    case 11:
      changeField("content-digest");
      break;
    case 12:
      changeField("content-type");
      break;
    default:
      changeField("signature-input");
  }
  if (choice(8) === 0) changeField(signedFields[choice(signedFields.length)]!);

  if (signAgain) {
    const field = (name: string) => headers.get(name) ?? "";
    const input = field("signature-input");
    const base = `"@method";req: ${request.method}
"@authority";req: ${request.authority}
"@path";req: ${request.path}
"@status": ${status}
"content-type": ${field("content-type")}
"content-digest": ${field("content-digest")}
"inkan-context": ${field("inkan-context")}
"@signature-params": ${input.slice(input.indexOf("=") + 1)}`;
    headers.set("signature", `inkan=:${Buffer.from(signer(new TextEncoder().encode(base))).toString("base64")}:`);
  }
  return { request, response: { status, headers: [...headers], body }, keySpki };
}
