// User: an operator who wants all enclaves behind a gateway registered, each over a door that it has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "@inkan/link";
import { readGatewayFlags } from "../config.ts";
import { registrationTask } from "./task.ts";

const registration = { rpcUrl: "https://chain.example/", keyFile: "/key", feePerGasMaxGwei: undefined };
const address = (name: string) => parseAddress(`unix:/run/${name}`);
const all = {
  registration,
  relayHttp: address("relay-http"),
  relayTls: { byName: new Map([["two.example", address("two")]]), otherwise: address("relay-tls") },
  signerTls: address("signer-tls"),
};

test("plain doors before those with TLS, a name that is no address, and every relay", () => {
  const task = registrationTask(
    all,
    { tls: { names: ["127.0.0.1", "one.example"] } },
    { tls: { names: ["sign.example"] } },
  );
  assert.deepEqual(task?.enclaves, [
    { name: "relay", http: "unix:/run/relay-http", tls: "unix:/run/relay-tls", serverName: "one.example" },
    { name: "relay-2", http: undefined, tls: "unix:/run/two", serverName: "two.example" },
    { name: "signer", http: undefined, tls: "unix:/run/signer-tls", serverName: "sign.example" },
  ]);
});

test("a relay without a door of the host's is asked over TLS", () => {
  const task = registrationTask(all, { frontDoors: ["enclave"] }, undefined);
  assert.equal(task?.enclaves[0]?.http, undefined);
  assert.equal(task?.enclaves[0]?.tls, "unix:/run/relay-tls");
});

test("without an account there is nothing to do, and an account without an enclave is a mistake", () => {
  assert.equal(registrationTask({ ...all, registration: undefined }, undefined, undefined), undefined);
  assert.throws(() => registrationTask({ registration }, undefined, undefined), RangeError);
});

test("a URL and a key come together, and the URL is never quoted", () => {
  const url = "ftp://secret@chain.example/";
  for (const flags of [{ "registration-rpc-url": url, "registration-key-file": "k" }, { "registration-key-file": "k" }])
    assert.throws(
      () => readGatewayFlags(flags),
      (thrown: Error) => thrown instanceof RangeError && !thrown.message.includes("secret"),
    );
  assert.throws(() => readGatewayFlags({ "registration-rpc-url": "https://chain.example/" }), RangeError);
  const read = readGatewayFlags({ "registration-rpc-url": "https://chain.example/", "registration-key-file": "k" });
  assert.deepEqual(read.registration, { rpcUrl: "https://chain.example/", keyFile: "k", feePerGasMaxGwei: undefined }); // control
});
