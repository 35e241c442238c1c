// Attacker: a client whose certificate is good for something else. Wants: a key, or an operation, that its entry does not name.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { before, describe, test } from "node:test";
import {
  type ClientAuthority,
  clientAuthority,
  dns,
  type IssuedCertificate,
  type IssueTerms,
} from "../../../test/harness/client-authority.ts";
import { anchoredClock } from "../enclave/clock.ts";
import { adminOperations, operations, type PermissionConfig } from "../enclave/signer-config.ts";
import { firstDnsName, openPermissions } from "./permissions.ts";

const key = `0x${"ab".repeat(48)}`;
const other = `0x${"cd".repeat(48)}`;
const dayMs = 86_400_000;
const hour = 3_600_000;

let clients: ClientAuthority;
let admins: ClientAuthority;
before(async () => {
  [clients, admins] = await Promise.all([clientAuthority("clients"), clientAuthority("admins")]);
});

const entry = (certificate: PermissionConfig["certificate"], more: Partial<PermissionConfig> = {}) => ({
  ...{ name: "vc", certificate, authority: "client" as const, keys: ["*"], operations: ["duties" as const] },
  ...more,
});
const permissionsOf = (permissions: PermissionConfig[], authorities = [clients.cert], nowMs = Date.now()) =>
  openPermissions(
    { authorities, adminAuthorities: [admins.cert], permissions, keyManagerTokenSha256: null },
    anchoredClock(nowMs),
  );
const clientOf = (permissions: PermissionConfig[], certificate: IssuedCertificate, authorities?: string[]) =>
  permissionsOf(permissions, authorities).of(new X509Certificate(certificate.cert))?.client;
const issue = (terms: IssueTerms = { names: dns("vc.example") }) => clients.issue(terms);

describe("which certificate matches which entry", () => {
  const byName = () => [entry({ dns: "vc.example" })];

  test("the first DNS name counts, as op-signer takes it", async () => {
    for (const [names, matches] of [
      [dns("vc.example"), true],
      [[{ type: "ip", value: "10.0.0.1" }, ...dns("vc.example", "z.example")] as const, true],
      [dns("z.example", "vc.example"), false],
      [[{ type: "email", value: "vc.example@x.example" }] as const, false],
      [dns("vc.example.evil.example"), false],
      [dns("*.example"), false],
      [[], false],
    ] as const)
      assert.equal(clientOf(byName(), await issue({ names }))?.may("ATTESTATION", { publicKey: key }), matches);
  });

  test("names that hold what could be read as another name are none", () => {
    assert.equal(firstDnsName("DNS:a.example, DNS:b.example"), "a.example");
    assert.equal(firstDnsName("IP Address:10.0.0.1, DNS:b.example"), "b.example");
    assert.equal(firstDnsName('DNS:"a.example, DNS:vc.example"'), undefined);
    assert.equal(firstDnsName('URI:"http://x, DNS:vc.example", DNS:b.example'), undefined);
    assert.equal(firstDnsName("URI:x"), undefined);
    assert.equal(firstDnsName(undefined), undefined);
  });

  test("a name that Node must quote does not match, and its certificate has no name", async () => {
    const made = await issue({ names: [{ type: "dns", value: "x, DNS:vc.example" }] });
    const known = permissionsOf(byName()).of(new X509Certificate(made.cert));
    assert.equal(known?.dnsName, undefined);
    assert.deepEqual(known?.client.names, []);
  });

  test("a fingerprint names one certificate, and no other of the same name", async () => {
    const [first, second] = [await issue(), await issue()];
    const permissions = [entry({ fingerprint: first.fingerprint })];
    assert.equal(clientOf(permissions, second)?.may("ATTESTATION", { publicKey: key }), false);
    assert.equal(clientOf(permissions, first)?.may("ATTESTATION", { publicKey: key }), true); // control
  });

  test("no entry, no right: a certificate of the authority alone may do nothing", async () => {
    const client = clientOf([], await issue());
    assert.deepEqual(client?.names, []);
    for (const operation of operations) assert.equal(client?.may(operation, { publicKey: key }), false, operation);
  });
});

describe("two authorities", () => {
  const everything = [...operations];

  test("the administrators' one makes no client, the clients' one no administrator, whatever the names", async () => {
    const permissions = [
      entry({ dns: "vc.example" }),
      entry({ dns: "vc.example" }, { name: "root", authority: "admin", operations: ["import-keys", "reload"] }),
    ];
    const client = clientOf(permissions, await issue());
    const admin = clientOf(permissions, await admins.issue({ names: dns("vc.example") }));
    assert.deepEqual([client?.names, admin?.names], [["vc"], ["root"]]);
    assert.deepEqual([client?.may("reload"), admin?.may("reload")], [false, true]);
    assert.deepEqual(
      [client, admin].map((each) => each?.may("ATTESTATION", { publicKey: key })),
      [true, false],
    );
  });

  test("an administrator's fingerprint in a client's entry matches nothing", async () => {
    const admin = await admins.issue({ names: dns("vc.example") });
    assert.deepEqual(clientOf([entry({ fingerprint: admin.fingerprint })], admin)?.names, []);
    const said = entry({ fingerprint: admin.fingerprint }, { authority: "admin" });
    assert.deepEqual(clientOf([said], admin)?.names, ["vc"]); // control: the entry says so
  });

  test("administrators' operations are for them, even where a client's entry lists them", async () => {
    const client = clientOf([entry({ dns: "vc.example" }, { operations: everything })], await issue());
    for (const operation of adminOperations) assert.equal(client?.may(operation, { publicKey: key }), false, operation);
    assert.equal(client?.may("VOLUNTARY_EXIT", { publicKey: key }), true); // control
  });

  test("an authority that is both makes nobody", async () => {
    assert.equal(clientOf([entry({ dns: "vc.example" })], await admins.issue({}), [admins.cert]), undefined);
  });
});

describe("certificates that make no client", () => {
  const cases: readonly [string, () => Promise<IssuedCertificate>][] = [
    ["of a stranger's authority with the same name", async () => (await clientAuthority("clients")).issue({})],
    ["of an intermediate that no entry configures", async () => (await clients.intermediate("below")).issue({})],
    ["that has expired", () => issue({ notAfterMs: Date.now() - hour })],
    ["that is not valid yet", () => issue({ notBeforeMs: Date.now() + hour })],
  ];
  for (const [name, make] of cases)
    test(name, async () => {
      assert.equal(clientOf([entry({ dns: "vc.example" })], await make()), undefined);
      assert.ok(clientOf([entry({ dns: "vc.example" })], await issue())); // control
    });

  test("at the hypervisor's time, whatever the machine says", async () => {
    const made = new X509Certificate((await issue()).cert);
    const at = (nowMs: number) => permissionsOf([], [clients.cert], nowMs).of(made);
    assert.equal(at(Date.now() + 3 * dayMs), undefined);
    assert.equal(at(Date.now() - 3 * dayMs), undefined);
    assert.ok(at(Date.now())); // control
  });

  test("an intermediate that is configured issues; a self-signed certificate that is configured stands for itself", async () => {
    const below = await clients.intermediate("below");
    const permissions = [entry({ dns: "vc.example" })];
    assert.deepEqual(clientOf(permissions, await below.issue({ names: dns("vc.example") }), [below.cert])?.names, [
      "vc",
    ]);
    const self = await clientAuthority("alone");
    assert.deepEqual(clientOf([entry({ fingerprint: self.fingerprint })], self, [self.cert])?.names, ["vc"]);
  });
});

describe("what an entry allows", () => {
  const cases: readonly [patterns: string[], mine: boolean, theirs: boolean][] = [
    [["*"], true, true],
    [[key], true, false],
    [["0xab*"], true, false],
    [["0xabab", "0xcd"], false, false],
    [["group:main"], true, false],
    [["group:spare"], false, true],
    [[other, "0xab*"], true, true],
    [[], false, false],
  ];
  for (const [keys, mine, theirs] of cases)
    test(`keys ${JSON.stringify(keys).slice(0, 40)}`, async () => {
      const client = clientOf([entry({ dns: "vc.example" }, { keys })], await issue());
      assert.equal(client?.may("BLOCK_V2", { publicKey: key, group: "main" }), mine);
      assert.equal(client?.may("BLOCK_V2", { publicKey: other, group: "spare" }), theirs);
    });

  test("`duties` are all sign types but deposits and exits, and the list of keys", async () => {
    const client = clientOf([entry({ dns: "vc.example" })], await issue());
    const allowed = operations.filter((operation) => client?.may(operation, { publicKey: key }));
    assert.ok(
      allowed.includes("BLOCK_V2") && allowed.includes("VALIDATOR_REGISTRATION") && allowed.includes("list-keys"),
    );
    for (const refused of ["DEPOSIT", "VOLUNTARY_EXIT", "eth_signTransaction", "metrics", "reload"] as const)
      assert.ok(!allowed.includes(refused), refused);
  });

  test("a right is asked for with its key: without one it is no right to all keys", async () => {
    const client = clientOf([entry({ dns: "vc.example" })], await issue());
    assert.equal(client?.may("ATTESTATION"), false);
    assert.equal(client?.may("list-keys"), true); // control: concerns no single key
  });

  test("two entries add up, and neither lends its keys to the other's operations", async () => {
    const client = clientOf(
      [
        entry({ dns: "vc.example" }, { name: "one", keys: [key], operations: ["ATTESTATION"] }),
        entry({ dns: "vc.example" }, { name: "two", keys: [other], operations: ["BLOCK_V2"] }),
      ],
      await issue(),
    );
    assert.deepEqual(client?.names, ["one", "two"]);
    const may = (operation: "ATTESTATION" | "BLOCK_V2", publicKey: string) => client?.may(operation, { publicKey });
    assert.deepEqual([may("ATTESTATION", key), may("BLOCK_V2", other)], [true, true]);
    assert.deepEqual([may("ATTESTATION", other), may("BLOCK_V2", key)], [false, false]);
  });
});
