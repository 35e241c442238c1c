// User: an operator who wrote a signer's permissions, and is told which of them can't be meant.
// Attacker: whoever profits from a certificate that is a client's and an administrator's at once.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type ClientAuthority, clientAuthority } from "../../../test/harness/client-authority.ts";
import type { BootError } from "./boot-error.ts";
import { readConfig } from "./read-config.ts";

let clients: ClientAuthority;
let admins: ClientAuthority;
before(async () => {
  [clients, admins] = await Promise.all([clientAuthority("clients"), clientAuthority("admins")]);
});

const address = `0x${"11".repeat(20)}`;
const permission = (more: object = {}) => ({
  ...{ name: "vc", certificate: { dns: "vc.example" }, keys: ["*"], operations: ["duties"] },
  ...more,
});
const config = ({
  permissions = [permission()] as unknown[],
  authorities = [clients.cert],
  more = {},
  tls = true,
} = {}) => ({
  version: 1,
  role: "signer",
  origin: "https://sign.example",
  registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
  operator: address,
  tls: tls
    ? { names: ["sign.example"], certificateAuthority: { kind: "development", url: "http://127.0.0.1:1/" } }
    : null,
  clients: { authorities, adminAuthorities: [admins.cert], permissions },
  ...more,
});
const read = (value: unknown) => readConfig(Buffer.from(JSON.stringify(value)), "signer");
const fork = (name: string, epoch: number) => ({ name, epoch, version: "0x00000000" });
const ethereum = (forks: unknown[]) => ({
  ethereum: { genesisValidatorsRoot: `0x${"22".repeat(32)}`, genesisTime: 0, forks },
});

describe("a signer's configuration", () => {
  const cases: readonly [name: string, change: () => unknown, path: RegExp][] = [
    [
      "an authority that is no certificate",
      () => config({ authorities: ["PEM"] }),
      /clients\.authorities\[0\]: one certificate/,
    ],
    [
      "two certificates in one member",
      () => config({ authorities: [clients.cert + admins.cert] }),
      /clients\.authorities\[0\]: one certificate/,
    ],
    [
      "an authority of both kinds",
      () => config({ authorities: [clients.cert, admins.cert] }),
      /clients\.adminAuthorities\[0\]: its key is also/,
    ],
    [
      "keys imported by a client",
      () => config({ permissions: [permission({ operations: ["duties", "import-keys"] })] }),
      /permissions\[0\]\.operations: `import-keys` needs authority `admin`/,
    ],
    ["permissions that no certificate can have", () => config({ authorities: [] }), /permissions\[0\]: no authority/],
    ["permissions without a door", () => config({ tls: false }), /tls: without it/],
    [
      "transactions of nobody",
      () => config({ more: { transactions: [{ client: "batcher", fromAddress: address, chainId: 10 }] } }),
      /transactions\[0\]\.client: no permission/,
    ],
    [
      "two entries for one sequencer",
      () =>
        config({
          more: {
            sequencers: [
              { address, chainId: 10 },
              { address, chainId: 10 },
            ],
          },
        }),
      /sequencers\[1\]: this key/,
    ],
    [
      "forks out of their order",
      () => config({ more: ethereum([fork("altair", 5), fork("bellatrix", 4)]) }),
      /ethereum\.forks\[1\]\.epoch: before/,
    ],
  ];
  for (const [name, change, path] of cases)
    test(`with ${name} is refused, and the message names the member`, () => {
      assert.throws(
        () => read(change()),
        (error: BootError) => error.code === "CONFIG_INVALID" && path.test(error.message),
      );
      read(config({ more: ethereum([fork("altair", 4), fork("bellatrix", 4)]) })); // control
    });
});
