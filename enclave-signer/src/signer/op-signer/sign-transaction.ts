// `eth_signTransaction`: arguments → policy → permission → signature over the digest that was computed here → raw transaction.
import type { JsonValue } from "@inkan/attestation";
import type { Client } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import { hashPayload } from "./hash-payload.ts";
import { ArgumentError, hexText } from "./members.ts";
import type { OpSigner } from "./op-signer.ts";
import { signedTransaction, unsignedTransaction } from "./transaction.ts";
import { readTransactionArgs, type TransactionArgs } from "./transaction-args.ts";
import { entryAllowing } from "./transaction-policy.ts";

/**
 * @returns The signed transaction as 0x and hexadecimal digits.
 * @throws {Refusal} `TRANSACTION_INVALID`, `TRANSACTION_UNAUTHORIZED`, `CLIENT_NOT_PERMITTED`, `SYSTEM_CLOCK_WRONG`, `KEY_NOT_FOUND`, `SIGNATURE_FAULT`.
 */
export async function signTransaction(
  opSigner: OpSigner,
  client: Client,
  args: JsonValue | undefined,
): Promise<string> {
  const asked = read(opSigner, args);
  const { fromAddress } = entryAllowing(opSigner.config.transactions, client.names, asked);
  const address = fromAddress.toLowerCase();
  if (!client.may("eth_signTransaction", { publicKey: address, group: opSigner.keys.account(address)?.group }))
    throw new Refusal("CLIENT_NOT_PERMITTED");
  const digest = await hashPayload(unsignedTransaction(asked.transaction), opSigner.limits);
  await opSigner.onTime();
  const signature = opSigner.signer.signDigest({ address, digest });
  return hexText(signedTransaction(asked.transaction, signature));
}

function read({ limits }: OpSigner, args: JsonValue | undefined): TransactionArgs {
  try {
    return readTransactionArgs(args, limits);
  } catch (thrown) {
    if (thrown instanceof ArgumentError) throw new Refusal("TRANSACTION_INVALID", thrown.message);
    throw thrown;
  }
}
