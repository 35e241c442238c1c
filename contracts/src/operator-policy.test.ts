// User: an operator with a policy of its own on a real chain, made by somebody else.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createPublicClient, createWalletClient, getAddress, http, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../../test/harness/anvil.ts";
import {
  acceptPolicy,
  acceptRelease,
  createPolicy,
  deployOnce,
  hasCode,
  policyAddress,
  policyFactoryCreation,
  readPolicy,
  removeRelease,
  setRegistrationLifetime,
  transferPolicy,
} from "./index.ts";

const measurementId = toHex(7, { size: 32 });
const pcr16 = new Uint8Array(48).fill(16);
const origin = "https://rpc.example";

describe("a policy through its client", () => {
  let anvil: Anvil;
  before(async () => {
    anvil = await startAnvil();
  });
  after(() => anvil.stop());

  const open = async (salt: number) => {
    const transport = http(anvil.rpcUrl);
    const wallet = (addressIndex: number) =>
      createWalletClient({
        account: mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex }),
        chain: foundry,
        transport,
      });
    const [operator, stranger] = [wallet(0), wallet(1)];
    const reader = createPublicClient({ chain: foundry, transport, pollingInterval: 20 });
    const factory = policyFactoryCreation();
    await deployOnce(stranger, reader, factory);
    const owner = { owner: operator.account.address, salt: toHex(salt, { size: 32 }) };
    const foretold = policyAddress(factory.address, owner);
    assert.equal(await hasCode(reader, foretold), false);
    const policy = await createPolicy(stranger, reader, factory.address, owner);
    assert.equal(policy, foretold);
    assert.equal(await createPolicy(stranger, reader, factory.address, owner), foretold, "once is enough");
    return { operator, stranger, reader, policy };
  };

  test("is its owner's, whoever made it: accepts, removes, accepts again", async () => {
    const { operator, stranger, reader, policy } = await open(1);
    const accepted = { measurementId, pcr16, origin, onRevocation: "continue" } as const;
    await assert.rejects(acceptRelease(stranger, reader, policy, accepted), { code: "OwnableUnauthorizedAccount" });
    await acceptRelease(operator, reader, policy, accepted);
    await assert.rejects(acceptRelease(operator, reader, policy, accepted), { code: "AlreadyAccepted" });
    const first = await readPolicy(reader, policy);
    assert.equal(first.owner, getAddress(operator.account.address));
    assert.equal(first.registrationLifetimeSeconds, 86_400);
    assert.deepEqual(
      first.acceptances.map(({ periods, ...rest }) => [
        rest,
        periods.map(({ until, onRevocation }) => [until, onRevocation]),
      ]),
      [[{ measurementId, pcr16: toHex(pcr16), origin }, [[undefined, "continue"]]]],
    );

    await removeRelease(operator, reader, policy, { measurementId, pcr16 });
    await assert.rejects(removeRelease(operator, reader, policy, { measurementId, pcr16 }), { code: "NotAccepted" });
    await acceptRelease(operator, reader, policy, { ...accepted, onRevocation: "stop" });
    const [again] = (await readPolicy(reader, policy)).acceptances;
    assert.deepEqual(
      again?.periods.map(({ until, onRevocation }) => [until === undefined, onRevocation]),
      [
        [false, "continue"],
        [true, "stop"],
      ],
    );
    await assert.rejects(removeRelease(operator, reader, policy, { measurementId, pcr16 }, 1n), {
      code: "RemovalTimeInvalid",
    });
  });

  test("has a bounded lifetime, and is handed over in two steps", async () => {
    const { operator, stranger, reader, policy } = await open(2);
    await setRegistrationLifetime(operator, reader, policy, 3_600);
    await assert.rejects(setRegistrationLifetime(operator, reader, policy, 3_599), { code: "LifetimeInvalid" });
    assert.equal((await readPolicy(reader, policy)).registrationLifetimeSeconds, 3_600);

    await transferPolicy(operator, reader, policy, stranger.account.address);
    assert.equal((await readPolicy(reader, policy)).owner, getAddress(operator.account.address));
    await assert.rejects(acceptPolicy(operator, reader, policy), { code: "OwnableUnauthorizedAccount" });
    await acceptPolicy(stranger, reader, policy);
    assert.equal((await readPolicy(reader, policy)).owner, getAddress(stranger.account.address));
  });
});
