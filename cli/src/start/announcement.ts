// What `inkan start` prints when all of it runs: where to point a wallet, and how to check it.
import { relative } from "node:path";
import type { Ports } from "./configuration.ts";
import type { State } from "./state.ts";

export function announcement(state: State, ports: Ports): string {
  const file = (name: string) => relative(process.cwd(), state.path(name)) || name;
  const rpc = `http://127.0.0.1:${ports.http}/dev`;
  return `Inkan runs: a development chain, the registry on it, relay and signer with a SIMULATED NSM (no protection), and the gateway.

  RPC URL, HTTP ends in the gateway   ${rpc}   (WebSocket: ws://127.0.0.1:${ports.http}/dev)
  RPC URL, TLS ends in the enclave    https://127.0.0.1:${ports.tls}/dev   (certificate authority: ${file("development-ca/ca.pem")})
  signer URL, mutual TLS              https://127.0.0.1:${ports.signer}   (Web3Signer's API; certificate and key: ${file("signer/client.crt")}, ${file("signer/client.key")})
  attestation                         http://127.0.0.1:${ports.http}/attestation?nonce=00112233445566778899aabbccddeeff
  verify in a browser                 http://127.0.0.1:${ports.http}/verify   (paste ${file("expectations.json")})

Try it:
  curl -si ${rpc} -H 'content-type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
  curl -s --cacert ${file("development-ca/ca.pem")} --cert ${file("signer/client.crt")} --key ${file("signer/client.key")} https://127.0.0.1:${ports.signer}/api/v1/eth2/publicKeys
Check it:
  npx inkan verify --expect ${file("expectations.json")} ${rpc}
  npx inkan verify --expect ${file("signer-expectations.json")} https://127.0.0.1:${ports.signer}

Ctrl-C stops all of it.`;
}
