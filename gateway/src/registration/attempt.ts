// One look at one enclave's registration, and what is to be done about it: ask the enclave, ask the chain, try, send, wait. Whatever goes wrong is
// a code of a closed list: an RPC URL, which may hold a key, is in the text of many errors.
import {
  type ContractReader,
  type ContractWallet,
  enclaveRegistryAbi,
  isEnclaveValid,
  operatorPolicyAbi,
  readEnclave,
  registerAbi,
} from "@inkan/contracts";
import { BaseError, ContractFunctionRevertedError, encodeFunctionData, parseEventLogs } from "viem";
import { askForRegistration, type EnclaveDoor } from "./enclave-door.ts";
import { registrationLimits } from "./limits.ts";
import { type PreparedCall, prepareRegistration } from "./prepared-call.ts";
import { type RegistrationAnswer, readRegistrationAnswer } from "./registration-answer.ts";
import { isDue } from "./renewal.ts";

export type RegistrationFailure =
  | "ENCLAVE_UNREACHABLE"
  | "ANSWER_MALFORMED"
  | "CHAIN_UNREACHABLE"
  /** The enclave's configuration names another chain. */
  | "CHAIN_MISMATCH"
  /** A contract refused; `refusal` is the name of its error. */
  | "REFUSED"
  /** Gas costs more than is allowed. */
  | "TOO_EXPENSIVE"
  /** So many transactions in a day. */
  | "TOO_MANY_TRANSACTIONS"
  /** Not in a block in time. */
  | "NOT_MINED"
  | "REVERTED"
  | "SENDING_FAILED"
  | "INTERNAL";

export type Outcome =
  | { readonly kind: "stands"; readonly isValid: boolean; readonly expiresAt: number }
  | { readonly kind: "registered"; readonly gasUsed: number; readonly expiresAt: number }
  | { readonly kind: "failed"; readonly code: RegistrationFailure; readonly refusal?: string };

export type AttemptParts = {
  readonly reader: ContractReader;
  readonly wallet: ContractWallet;
  readonly door: EnclaveDoor;
  /** Wei; `undefined`: at any price. */
  readonly feePerGasMax: bigint | undefined;
  /** Takes one from today's transactions; false when there is none left. */
  readonly takeTransaction: () => boolean;
};

class Failure extends Error {
  readonly code: RegistrationFailure;
  readonly refusal: string | undefined;

  constructor(code: RegistrationFailure, refusal?: string) {
    super(code);
    this.code = code;
    this.refusal = refusal;
  }
}

/** It does not throw. */
export async function attemptRegistration(parts: AttemptParts): Promise<Outcome> {
  try {
    const answer = await askEnclave(parts.door);
    return (await standing(parts, answer)) ?? (await register(parts, answer));
  } catch (thrown) {
    if (!(thrown instanceof Failure)) return { kind: "failed", code: "INTERNAL" };
    const { code, refusal } = thrown;
    return { kind: "failed", code, ...(refusal === undefined ? {} : { refusal }) };
  }
}

async function askEnclave(door: EnclaveDoor): Promise<RegistrationAnswer> {
  const body = await otherwise("ENCLAVE_UNREACHABLE", askForRegistration(door));
  const answer = readRegistrationAnswer(body);
  if (answer === undefined) throw new Failure("ANSWER_MALFORMED");
  return answer;
}

/** @returns `undefined` when it is to be registered. */
async function standing({ reader }: AttemptParts, answer: RegistrationAnswer): Promise<Outcome | undefined> {
  const { keyId, enclaveRegistry, operator } = answer;
  const chainId = await otherwise("CHAIN_UNREACHABLE", reader.getChainId());
  if (chainId !== answer.chainId) throw new Failure("CHAIN_MISMATCH");
  const known = Promise.all([
    readEnclave(reader, enclaveRegistry, keyId),
    isEnclaveValid(reader, enclaveRegistry, keyId),
    reader.readContract({ address: operator, abi: operatorPolicyAbi, functionName: "registrationLifetime" }),
    reader.getBlock({ blockTag: "latest" }),
  ]);
  const [record, isValid, lifetimeSeconds, { timestamp }] = await otherwise("CHAIN_UNREACHABLE", known);
  const expiresAt = record?.periods.at(-1)?.until;
  if (expiresAt === undefined || isDue(expiresAt, lifetimeSeconds, Number(timestamp))) return undefined;
  return { kind: "stands", isValid, expiresAt };
}

async function register(parts: AttemptParts, answer: RegistrationAnswer): Promise<Outcome> {
  const { reader, wallet, feePerGasMax, takeTransaction } = parts;
  const { enclaveRegistry } = answer;
  const call = await otherwise("CHAIN_UNREACHABLE", prepareRegistration(reader, enclaveRegistry, answer));
  const { gas, maxFeePerGas } = await tried(parts, answer, call);
  if (feePerGasMax !== undefined && maxFeePerGas > feePerGasMax) throw new Failure("TOO_EXPENSIVE");

  if (!takeTransaction()) throw new Failure("TOO_MANY_TRANSACTIONS");
  // The nonce of what is in blocks: a transaction that was never mined is replaced, not queued behind.
  const { account, chain } = wallet;
  const sent = reader
    .getTransactionCount({ address: account.address, blockTag: "latest" })
    .then((nonce) =>
      wallet.sendTransaction({ account, chain, to: enclaveRegistry, data: dataOf(call), gas, maxFeePerGas, nonce }),
    );
  const hash = await otherwise("SENDING_FAILED", sent);
  const mined = reader.waitForTransactionReceipt({ hash, timeout: registrationLimits.minedDeadlineMs });
  const { status, logs, gasUsed } = await otherwise("NOT_MINED", mined);
  if (status !== "success") throw new Failure("REVERTED");

  const own = logs.filter(({ address }) => address.toLowerCase() === enclaveRegistry);
  const [event] = parseEventLogs({ abi: enclaveRegistryAbi, eventName: "EnclaveRegistered", logs: own });
  if (event === undefined) throw new Failure("REVERTED");
  return { kind: "registered", gasUsed: Number(gasUsed), expiresAt: Number(event.args.expiresAt) };
}

/**
 * Everything that can be known before anything is paid. Gas is bounded, not estimated: an estimate is many calls, each as dear to the node as this
 * one, and what is not used is not paid.
 */
async function tried({ reader, wallet }: AttemptParts, { enclaveRegistry }: RegistrationAnswer, call: PreparedCall) {
  const isWarm = call.hints.slice(0, -1).every((hint) => hint === "0x");
  const gas = isWarm ? registrationLimits.warmGasMax : registrationLimits.transactionGasMax;
  try {
    await reader.simulateContract({
      ...{ address: enclaveRegistry, abi: registerAbi, functionName: "register", account: wallet.account, gas },
      args: [call.document, call.hints, call.operator],
    });
  } catch (thrown) {
    const reverted =
      thrown instanceof BaseError ? thrown.walk((cause) => cause instanceof ContractFunctionRevertedError) : null;
    if (!(reverted instanceof ContractFunctionRevertedError)) throw new Failure("CHAIN_UNREACHABLE");
    // Names come from the ABI alone; what is not in it has none.
    throw new Failure("REFUSED", reverted.data?.errorName ?? "Unknown");
  }
  const { maxFeePerGas } = await otherwise("CHAIN_UNREACHABLE", reader.estimateFeesPerGas());
  return { gas, maxFeePerGas };
}

const dataOf = ({ document, hints, operator }: PreparedCall) =>
  encodeFunctionData({ abi: enclaveRegistryAbi, functionName: "register", args: [document, hints, operator] });

async function otherwise<Value>(code: RegistrationFailure, value: Promise<Value>): Promise<Value> {
  return value.catch(() => {
    throw new Failure(code);
  });
}
