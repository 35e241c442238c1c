// Writes positive.json and negative.json beside it. Run once, with `node generate.ts`: ECDSA is not deterministic here, so another
// run gives other signatures of equal worth. The key is a test key and says so in its own file.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { coveredComponents, proofHeaders, type ProofValues, signatureField } from "../../src/proof/index.ts";
import { signatureBase } from "../../src/proof/signature-base.ts";

const file = (name: string) => new URL(name, import.meta.url);
if (!existsSync(file("key.json"))) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const der = (key: typeof publicKey, type: "spki" | "pkcs8") => key.export({ format: "der", type } as never).toString("base64");
  const spki = der(publicKey, "spki");
  const keyid = createHash("sha256").update(Buffer.from(spki, "base64")).digest("hex");
  writeFileSync(file("key.json"), `${JSON.stringify({ warning: "TEST KEY, PUBLISHED: worth nothing", keyid, spki, pkcs8: der(privateKey as never, "pkcs8") }, null, 2)}\n`);
}
const key = JSON.parse(readFileSync(file("key.json"), "utf8")) as { keyid: string; spki: string; pkcs8: string };
const privateKey = createPrivateKey({ key: Buffer.from(key.pkcs8, "base64"), format: "der", type: "pkcs8" });
const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rawSign = (text: string, by = privateKey) => sign("sha256", Buffer.from(text), { key: by, dsaEncoding: "ieee-p1363" });
const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");

const created = 1_800_000_000;
const honest = {
  method: "POST", authority: "rpc.example", path: "/eth", status: 200, contentType: "application/json",
  requestBody: '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}',
  body: '{"jsonrpc":"2.0","id":1,"result":"0x1312d00"}',
  source: "upstream", level: "relayed", block: 20_000_000n as bigint | undefined, ageSeconds: 0, created,
  expires: created + 60, nonce: "c29tZS1jbGllbnQtbm9uY2U" as string | undefined, keyid: key.keyid,
};
type Honest = typeof honest;

function vector(name: string, change: Partial<Honest> = {}) {
  const v = { ...honest, ...change };
  const values = { ...v, contentSha256: sha256(v.body), requestSha256: sha256(v.requestBody) } as unknown as ProofValues;
  const proof = proofHeaders(values);
  return {
    name,
    now: created + 2,
    expectedNonce: v.nonce ?? null,
    request: { method: v.method, authority: v.authority, path: v.path, body: v.requestBody },
    response: {
      status: v.status,
      headers: [
        ["content-type", v.contentType],
        ["content-digest", proof.contentDigest],
        ["inkan-context", proof.inkanContext],
        ["signature-input", proof.signatureInput],
        ["signature", signatureField(rawSign(proof.signatureBase))],
      ] as [string, string][],
      body: v.body,
    },
    signatureBase: proof.signatureBase,
  };
}
type Vector = ReturnType<typeof vector>;

const header = (v: Vector, name: string) => v.response.headers.find(([n]) => n === name)![1];
function set(v: Vector, name: string, value: string) {
  v.response.headers = v.response.headers.map(([n, old]) => [n, n === name ? value : old]);
}
/** Signs what the fields now say: the enclave itself would have made such a proof. */
function resign(v: Vector, by = privateKey) {
  const input = header(v, "signature-input");
  const components = { ...v.request, status: v.response.status, contentType: header(v, "content-type") };
  const base = signatureBase(components, header(v, "content-digest"), header(v, "inkan-context"), input.slice(input.indexOf("=") + 1));
  set(v, "signature", signatureField(rawSign(base, by)));
}
const replaceIn = (v: Vector, name: string, from: string | RegExp, to: string) => {
  const before = header(v, name);
  const after = before.replace(from, to);
  if (before === after) throw new Error(`${v.name}: nothing to replace`);
  set(v, name, after);
};

const positive = [
  vector("a call's answer"),
  vector("without a nonce", { nonce: undefined }),
  vector("a nonce with quotes", { nonce: 'a "quoted\\ nonce' }),
  vector("an error of the exchange", { status: 400, requestBody: "{", body: '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the body is not valid JSON"}}', source: "local", block: undefined }),
  vector("a batch", { requestBody: '[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"eth_blockNumber"}]', body: '[{"jsonrpc":"2.0","id":1,"result":"0x1"},{"jsonrpc":"2.0","id":2,"result":"0x1312d00"}]' }),
  vector("from the cache, 7 seconds old", { source: "cache", ageSeconds: 7 }),
  vector("an answer beyond ASCII, with a port and an IPv6 host", { authority: "[::1]:8443", body: '{"jsonrpc":"2.0","id":"é","result":"😀"}' }),
  vector("no content either way", { method: "GET", requestBody: "", body: "", status: 204, source: "local", block: undefined }),
  { ...vector("at the last moment: 60 s of age and 60 s of skew", { expires: created + 120 }), now: created + 120 },
  { ...vector("from a clock that is 60 s ahead"), now: created - 60 },
];

const negative: (Vector & { code: string })[] = [];
function refuse(code: string, v: Vector, change: (v: Vector) => void = () => {}) {
  change(v);
  const { signatureBase: _, ...rest } = v;
  negative.push({ ...rest, code } as Vector & { code: string });
}
const drop = (name: string) => (v: Vector) => { v.response.headers = v.response.headers.filter(([n]) => n !== name); };

// For another request, authority, path, nonce, answer, status, time.
refuse("REQUEST_MISMATCH", vector("another request"), (v) => { v.request.body = v.request.body.replace("eth_blockNumber", "eth_gasPrice"); });
refuse("REQUEST_MISMATCH", vector("the same request with other white space"), (v) => { v.request.body += " "; });
refuse("SIGNATURE_INVALID", vector("another method"), (v) => { v.request.method = "PUT"; });
refuse("SIGNATURE_INVALID", vector("another authority"), (v) => { v.request.authority = "rpc.other.example"; });
refuse("SIGNATURE_INVALID", vector("another port"), (v) => { v.request.authority = "rpc.example:8443"; });
refuse("SIGNATURE_INVALID", vector("another path: the answer of another chain"), (v) => { v.request.path = "/base"; });
refuse("NONCE_MISMATCH", vector("another nonce: a replay"), (v) => { v.expectedNonce = "YW5vdGhlcg"; });
refuse("NONCE_MISMATCH", vector("no nonce where one was sent", { nonce: undefined }), (v) => { v.expectedNonce = "YW5vdGhlcg"; });
refuse("NONCE_MISMATCH", vector("a nonce where none was sent"), (v) => { v.expectedNonce = null; });
refuse("SIGNATURE_INVALID", vector("the right nonce put into an old proof", { nonce: "b2xk" }), (v) => { v.expectedNonce = "bmV3"; replaceIn(v, "signature-input", "b2xk", "bmV3"); });
refuse("CONTENT_DIGEST_MISMATCH", vector("another answer"), (v) => { v.response.body = v.response.body.replace("0x1312d00", "0x1312d01"); });
refuse("CONTENT_DIGEST_MISMATCH", vector("a byte behind the answer"), (v) => { v.response.body += "\n"; });
refuse("SIGNATURE_INVALID", vector("another answer with its own digest"), (v) => { v.response.body = v.response.body.replace("0x1312d00", "0x1312d01"); set(v, "content-digest", `sha-256=:${sha256(v.response.body)}:`); });
refuse("SIGNATURE_INVALID", vector("another status"), (v) => { v.response.status = 500; });
refuse("SIGNATURE_INVALID", vector("another content type"), (v) => set(v, "content-type", "text/html"));
refuse("SIGNATURE_INVALID", vector("claimed to be local"), (v) => replaceIn(v, "inkan-context", "src=upstream", "src=local"));
refuse("SIGNATURE_INVALID", vector("claimed to be proven"), (v) => replaceIn(v, "inkan-context", "level=relayed", "level=proven"));
refuse("SIGNATURE_INVALID", vector("claimed to be of a later block"), (v) => replaceIn(v, "inkan-context", "block=20000000", "block=20000009"));
refuse("SIGNATURE_INVALID", vector("claimed to be younger", { source: "cache", ageSeconds: 7 }), (v) => replaceIn(v, "inkan-context", "age=7", "age=0"));
refuse("SIGNATURE_INVALID", vector("the request digest swapped for the victim's"), (v) => { const victim = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}'; replaceIn(v, "inkan-context", sha256(v.request.body), sha256(victim)); v.request.body = victim; });
refuse("TOO_OLD", vector("121 s old", { expires: created + 300 }), (v) => { v.now = created + 121; });
refuse("EXPIRED", vector("expired", { expires: created + 10 }), (v) => { v.now = created + 71; });
refuse("FROM_THE_FUTURE", vector("61 s ahead"), (v) => { v.now = created - 61; });
refuse("SIGNATURE_INVALID", vector("made younger by hand"), (v) => { replaceIn(v, "signature-input", /created=\d+/, `created=${created + 30}`); });
refuse("LIFETIME_INVALID", vector("lives for 301 s", { expires: created + 301 }));
refuse("LIFETIME_INVALID", vector("expires when it was made", { expires: created }));

// Another key.
refuse("KEYID_MISMATCH", vector("another key, named as such", { keyid: "00".repeat(32) }));
refuse("KEYID_MISMATCH", vector("keyid in upper case", { keyid: key.keyid.toUpperCase() }));
refuse("SIGNATURE_INVALID", vector("another key under this key's name"), (v) => resign(v, other.privateKey));

// Stripped, doubled, reshaped: each of these is signed by the right key where that is possible.
refuse("PROOF_MISSING", vector("stripped of its proof"), (v) => { drop("signature")(v); drop("signature-input")(v); });
for (const name of ["signature", "signature-input", "content-digest", "inkan-context", "content-type"]) refuse("FIELD_MISSING", vector(`without ${name}`), drop(name));
for (const name of ["signature", "signature-input", "content-digest", "inkan-context", "content-type"])
  refuse("FIELD_REPEATED", vector(`${name} twice`), (v) => { v.response.headers.push([name.toUpperCase(), header(v, name)]); });
refuse("FIELD_TOO_LONG", vector("a line feed in a field"), (v) => set(v, "content-type", 'application/json\n"@status": 200'));
refuse("FIELD_TOO_LONG", vector("an endless field"), (v) => set(v, "signature-input", `${header(v, "signature-input")};x="${"y".repeat(1024)}"`));
refuse("SIGNATURE_INPUT_MALFORMED", vector("another label"), (v) => { replaceIn(v, "signature-input", "inkan=", "sig1="); replaceIn(v, "signature", "inkan=", "sig1="); resign(v); });
refuse("SIGNATURE_INPUT_MALFORMED", vector("a second signature"), (v) => set(v, "signature-input", `${header(v, "signature-input")}, sig1=("@status")`));
refuse("SIGNATURE_INPUT_MALFORMED", vector("the label twice"), (v) => set(v, "signature-input", `inkan=("@status"), ${header(v, "signature-input")}`));
refuse("SIGNATURE_INPUT_MALFORMED", vector("other white space"), (v) => { replaceIn(v, "signature-input", '" "content-digest"', '"  "content-digest"'); resign(v); });
refuse("SIGNATURE_INPUT_MALFORMED", vector("created twice"), (v) => { replaceIn(v, "signature-input", ";created", ";created=1;created"); resign(v); });
refuse("SIGNATURE_INPUT_MALFORMED", vector("an item"), (v) => set(v, "signature-input", 'inkan="x"'));
const components = (name: string, to: string) => refuse("COMPONENTS_MISMATCH", vector(name), (v) => { set(v, "signature-input", header(v, "signature-input").replace(coveredComponents, to)); resign(v); });
for (const one of ['"@method";req ', '"@authority";req ', '"@path";req ', '"@status" ', '"content-type" ', '"content-digest" ', ' "inkan-context"']) components(`does not cover ${one.trim()}`, coveredComponents.replace(one, ""));
components("covers the response's own @path", coveredComponents.replace('"@path";req', '"@path"'));
components("covers in another order", coveredComponents.replace('"@status" "content-type"', '"content-type" "@status"'));
components("covers one more", coveredComponents.replace(")", ' "date")'));
components("covers nothing", "()");
const parameters = (name: string, from: string | RegExp, to: string, code = "PARAMETERS_MISMATCH") => refuse(code, vector(name), (v) => { replaceIn(v, "signature-input", from, to); resign(v); });
parameters("without created", /;created=\d+/, "");
parameters("without expires", /;expires=\d+/, "");
parameters("without keyid", /;keyid="[^"]+"/, "");
parameters("without tag", ';tag="inkan-rpc-1"', "");
parameters("with alg", /;tag/, ';alg="ecdsa-p256-sha256";tag');
parameters("parameters in another order", /(;created=\d+)(;expires=\d+)/, "$2$1");
parameters("created as a string", /created=(\d+)/, 'created="$1"');
parameters("created with a fraction", /created=(\d+)/, "created=$1.5");
parameters("created before 1970", /created=(\d+)/, "created=-1");
parameters("nonce as a token", /nonce="(\w+)"/, "nonce=$1");
parameters("another tag", "inkan-rpc-1", "inkan-rpc-2", "TAG_MISMATCH");
const digest = (name: string, to: (v: Vector) => string) => refuse("CONTENT_DIGEST_MALFORMED", vector(name), (v) => { set(v, "content-digest", to(v)); resign(v); });
digest("sha-512 only", (v) => `sha-512=:${createHash("sha512").update(v.response.body).digest("base64")}:`);
digest("a second digest", (v) => `${header(v, "content-digest")}, sha-512=:${createHash("sha512").update(v.response.body).digest("base64")}:`);
digest("31 bytes of digest", (v) => `sha-256=:${Buffer.from(sha256(v.response.body), "base64").subarray(1).toString("base64")}:`);
digest("digest in hexadecimal", (v) => `sha-256="${createHash("sha256").update(v.response.body).digest("hex")}"`);
const context = (name: string, from: string | RegExp, to: string) => refuse("CONTEXT_MALFORMED", vector(name), (v) => { replaceIn(v, "inkan-context", from, to); resign(v); });
context("no req", /req=:[^:]+:, /, "");
context("req of 31 bytes", /req=:[^:]+:/, `req=:${Buffer.alloc(31).toString("base64")}:`);
context("an unknown source", "src=upstream", "src=mirror");
context("source as a string", "src=upstream", 'src="upstream"');
context("an unknown level", "level=relayed", "level=certain");
context("a member twice", "age=0", "age=0, age=0");
context("an unknown member", "age=0", "age=0, x=1");
context("another order", "src=upstream, level=relayed", "level=relayed, src=upstream");
context("a negative block", "block=20000000", "block=-1");
context("a parameter", "age=0", "age=0;a");
context("no space behind a comma", ", age", ",age");
const signature = (name: string, to: (raw: Buffer) => string) => refuse("SIGNATURE_MALFORMED", vector(name), (v) => set(v, "signature", to(Buffer.from(header(v, "signature").slice(7, -1), "base64"))));
const sf = (bytes: Buffer) => `inkan=:${bytes.toString("base64")}:`;
signature("63 bytes", (raw) => sf(raw.subarray(1)));
signature("DER", () => sf(sign("sha256", Buffer.from(vector("x").signatureBase), privateKey)));
signature("r is 0", (raw) => sf(Buffer.concat([Buffer.alloc(32), raw.subarray(32)])));
signature("s is 0", (raw) => sf(Buffer.concat([raw.subarray(0, 32), Buffer.alloc(32)])));
signature("s is n", (raw) => sf(Buffer.concat([raw.subarray(0, 32), Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex")])));
signature("a second signature's bytes", (raw) => `${sf(raw)}, sig1=:YQ==:`);
signature("not base64", () => "inkan=:!:");
refuse("SIGNATURE_INVALID", vector("one bit of the signature"), (v) => { const raw = Buffer.from(header(v, "signature").slice(7, -1), "base64"); raw[40]! ^= 1; set(v, "signature", sf(raw)); });

const write = (name: string, description: string, vectors: unknown[]) =>
  writeFileSync(file(name), `${JSON.stringify({ description, key, vectors }, null, 1)}\n`);
write("positive.json", "Each must be accepted by the key, with the default bounds (60 s of age, 60 s of clock skew).", positive);
write("negative.json", "Each must be refused; `code` is the first reason in the order of docs/protocol/proof.md, section 6.", negative);
console.log(positive.length, negative.length);
