// User: whoever points viem, ethers or web3.js at Inkan instead of at a node, at either front door.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import tls from "node:tls";
import { Contract, ContractFactory, JsonRpcProvider, Wallet, WebSocketProvider } from "ethers";
import { createPublicClient, createWalletClient, defineChain, type Hex, http, parseAbi, webSocket } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { Web3 } from "web3";
import { type Inkan, startInkan } from "../harness/inkan.ts";

/** `contract Counter { uint256 public count; event Counted(address indexed by, uint256 count); function increment() … }`, solc 0.8.37 */
const bytecode: Hex =
  "0x6080604052348015600e575f5ffd5b5060c280601a5f395ff3fe6080604052348015600e575f5ffd5b50600436106030575f3560e01c806306661abd146034578063d09de08a14604d575b5f5ffd5b603b5f5481565b60405190815260200160405180910390f35b60536055565b005b5f80549080606183609f565b90915550505f5460405190815233907f661fab7f24b9fdb6d088a46b82c477922b83ae7f1de8173a4670c3802fc6f9219060200160405180910390a2565b5f6001820160bb57634e487b7160e01b5f52601160045260245ffd5b506001019056";
const abiText = [
  "event Counted(address indexed by, uint256 count)",
  "function count() view returns (uint256)",
  "function increment()",
] as const;
const abi = parseAbi(abiText);

/** Accounts of the development chain, one for each journey, so that their nonces are their own. */
const keys: readonly Hex[] = [
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
  "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
  "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
  "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
];

/** What is seen on the way: each journey is to see the same. */
type Seen = {
  readonly balance: bigint;
  readonly status: boolean;
  readonly count: bigint;
  /** Numbers of heads by WebSocket. */
  readonly heads: readonly bigint[];
  /** `count` of the events that a polled filter gave, and of those that a WebSocket gave. */
  readonly polled: readonly bigint[];
  readonly told: readonly bigint[];
  readonly minedAt: bigint;
};

const waitMsMax = 20_000;

/** Resolves once `what` gives something. */
async function until<Value>(what: () => Value | undefined | false, why: string): Promise<Value> {
  for (const end = performance.now() + waitMsMax; performance.now() < end; ) {
    const value = what();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(why);
}

async function travelWithViem(rpcUrl: string, key: Hex): Promise<Seen> {
  const account = privateKeyToAccount(key);
  const chain = defineChain({
    id: 31_337,
    name: "dev",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const reader = createPublicClient({ chain, transport: http(rpcUrl), pollingInterval: 100 });
  const wallet = createWalletClient({ account, chain, transport: http(rpcUrl) });
  const live = createPublicClient({ chain, transport: webSocket(rpcUrl.replace(/^http/, "ws")) });
  const heads: bigint[] = [];
  const told: bigint[] = [];
  const stopHeads = live.watchBlocks({ onBlock: ({ number }) => void heads.push(number) });
  const polled: bigint[] = [];
  try {
    const balance = await reader.getBalance({ address: account.address });
    const { contractAddress } = await reader.waitForTransactionReceipt({
      hash: await wallet.deployContract({ abi, bytecode }),
    });
    const address = contractAddress!;
    const stopLogs = live.watchContractEvent({
      address,
      abi,
      eventName: "Counted",
      onLogs: (logs) => void told.push(...logs.map(({ args }) => args.count!)),
    });
    const filter = await reader.createContractEventFilter({ address, abi, eventName: "Counted" });
    await live.getChainId(); // behind the subscription on the same connection
    const hash = await wallet.writeContract({ address, abi, functionName: "increment" });
    const receipt = await reader.waitForTransactionReceipt({ hash });
    polled.push(...(await reader.getFilterChanges({ filter })).map(({ args }) => args.count!));
    const count = await reader.readContract({ address, abi, functionName: "count" });
    await until(() => heads.includes(receipt.blockNumber) && told.length > 0, `heads ${heads}, told ${told}`);
    stopLogs();
    assert.equal(await reader.uninstallFilter({ filter }), true);
    return { balance, status: receipt.status === "success", count, heads, polled, told, minedAt: receipt.blockNumber };
  } finally {
    stopHeads();
    const socket = await (live.transport as unknown as { getRpcClient(): Promise<{ close(): void }> }).getRpcClient();
    socket.close();
  }
}

/** Without `cacheTimeout: -1` ethers gives its own answer of 250 ms ago, the nonce before the deployment, at whatever node. */
async function travelWithEthers(rpcUrl: string, key: Hex): Promise<Seen> {
  const provider = new JsonRpcProvider(rpcUrl, undefined, { pollingInterval: 100, cacheTimeout: -1 });
  const live = new WebSocketProvider(rpcUrl.replace(/^http/, "ws"));
  const wallet = new Wallet(key, provider);
  const heads: bigint[] = [];
  const told: bigint[] = [];
  try {
    await live.on("block", (number: number) => void heads.push(BigInt(number)));
    const balance = await provider.getBalance(wallet.address);
    const deployed = await new ContractFactory(abiText, bytecode, wallet).deploy();
    await deployed.waitForDeployment();
    const address = await deployed.getAddress();
    const contract = new Contract(address, abiText, wallet);
    await new Contract(address, abiText, live).on("Counted", (_by: string, count: bigint) => void told.push(count));
    const filter = await provider.send("eth_newFilter", [{ address }]);
    await live.send("eth_chainId", []);
    const receipt = await (await contract.getFunction("increment")()).wait();
    const logs: { topics: string[]; data: string }[] = await provider.send("eth_getFilterChanges", [filter]);
    const polled = logs.map((log) => contract.interface.parseLog(log)!.args.count as bigint);
    const minedAt = BigInt(receipt.blockNumber);
    await until(() => heads.includes(minedAt) && told.length > 0, `heads ${heads}, told ${told}`);
    assert.equal(await provider.send("eth_uninstallFilter", [filter]), true);
    const count = (await contract.getFunction("count")()) as bigint;
    return { balance, status: receipt.status === 1, count, heads, polled, told, minedAt };
  } finally {
    await live.destroy();
    provider.destroy();
  }
}

async function travelWithWeb3(rpcUrl: string, key: Hex): Promise<Seen> {
  const web3 = new Web3(rpcUrl);
  const live = new Web3(rpcUrl.replace(/^http/, "ws"));
  const [account] = web3.eth.accounts.wallet.add(key);
  const from = account!.address;
  const jsonAbi = [
    {
      type: "event",
      name: "Counted",
      anonymous: false,
      inputs: [
        { indexed: true, name: "by", type: "address" },
        { indexed: false, name: "count", type: "uint256" },
      ],
    },
    { type: "function", name: "count", stateMutability: "view", inputs: [], outputs: [{ name: "", type: "uint256" }] },
    { type: "function", name: "increment", stateMutability: "nonpayable", inputs: [], outputs: [] },
  ] as const;
  const heads: bigint[] = [];
  const told: bigint[] = [];
  try {
    const blocks = await live.eth.subscribe("newHeads");
    blocks.on("data", ({ number }) => void heads.push(BigInt(number as bigint)));
    const balance = await web3.eth.getBalance(from);
    const contract = await new web3.eth.Contract(jsonAbi).deploy({ data: bytecode, arguments: [] }).send({ from });
    const address = contract.options.address!;
    const events = await live.eth.subscribe("logs", { address });
    events.on("data", ({ data }) => void told.push(BigInt(String(data))));
    const ask = (method: string, params: unknown[]): Promise<unknown> =>
      web3.eth.requestManager.send({ method, params } as never);
    const filter = await ask("eth_newFilter", [{ address }]);
    const receipt = await contract.methods.increment!().send({ from });
    const logs = await ask("eth_getFilterChanges", [filter]);
    const polled = (logs as { data: string }[]).map(({ data }) => BigInt(data));
    const minedAt = BigInt(receipt.blockNumber);
    await until(() => heads.includes(minedAt) && told.length > 0, `heads ${heads}, told ${told}`);
    assert.equal(await ask("eth_uninstallFilter", [filter]), true);
    await events.unsubscribe();
    await blocks.unsubscribe();
    const count = BigInt(await contract.methods.count!().call());
    return { balance, status: receipt.status === 1n, count, heads, polled, told, minedAt };
  } finally {
    live.provider?.disconnect();
  }
}

describe("clients that know nothing of Inkan", () => {
  let inkan: Inkan;
  const authorities = tls.getCACertificates();
  before(async () => {
    inkan = await startInkan();
    tls.setDefaultCACertificates([...authorities, inkan.ca]);
  });
  after(async () => {
    tls.setDefaultCACertificates(authorities);
    await inkan?.stop();
  });

  const doors = [
    ["HTTP that ends in the gateway", () => inkan.rpcUrl],
    ["TLS that ends in the enclave", () => inkan.tlsUrl],
  ] as const;
  const journeys = [
    ["viem", travelWithViem],
    ["ethers", travelWithEthers],
    ["web3.js", travelWithWeb3],
  ] as const;
  for (const [doorAt, [door, url]] of doors.entries())
    for (const [at, [name, travel]] of journeys.entries())
      test(`${name}, ${door}: reads, deploys, sends, waits, watches heads and logs, polls a filter`, async () => {
        const { balance, status, count, heads, polled, told } = await travel(
          url(),
          keys[doorAt * journeys.length + at]!,
        );
        assert.ok(balance > 10n ** 18n);
        assert.equal(status, true);
        assert.equal(count, 1n);
        assert.deepEqual(polled, [1n]);
        assert.deepEqual(told, [1n]);
        for (let head = 1; head < heads.length; head++)
          assert.equal(heads[head], heads[head - 1]! + 1n, `heads ${heads}`);
      });
});
