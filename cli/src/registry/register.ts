// `inkan registry register`: what a gateway with an account does by itself, by hand. Anyone may: the document says for whom it is.
import { type Registered, readEnclave, registerEnclave } from "@inkan/contracts";
import { prepareRegistration, readRegistrationAnswer } from "@inkan/gateway";
import { type Address, getAddress, isAddressEqual } from "viem";
import { readExpectationsFile } from "../expectations.ts";
import { UsageError } from "../usage.ts";
import { openExchange } from "../verify/exchange.ts";
import { fileOption } from "./bytes-options.ts";
import { type OptionValues, type RegistryCommand, textOf } from "./command.ts";
import type { Context } from "./context.ts";
import { timeText } from "./policy.ts";

export const register: RegistryCommand = {
  help: `usage: inkan registry register URL [options]
       inkan registry register --document FILE --policy ADDRESS [options]

Fetches an enclave's registration document from its endpoint (/attestation/registration), computes the hints for the chain, and sends both.

  --document FILE           a COSE_Sign1 document of purpose "register", at most 30 minutes old`,
  options: { document: { type: "string" } },
  async run(context, [url, ...more], values) {
    if (more.length > 0 || (url === undefined) === (textOf(values, "document") === undefined))
      throw new UsageError(register.help);
    const { reader, output, transactions } = context;
    const registry = await context.enclaveRegistry();
    const asked = await askedOf(context, registry, url, values);
    const call = await prepareRegistration(reader, registry, asked);
    const hintBytes = call.hints.reduce((sum, hint) => sum + (hint.length - 2) / 2, 0);
    output.line(
      `document of ${asked.document.length} bytes for the operator ${asked.operator}; ${hintBytes} bytes of hints`,
    );
    const registered = await transactions().run("register the enclave", (wallet) =>
      registerEnclave(wallet, reader, registry, call),
    );
    output.tell({ operator: asked.operator, documentBytes: asked.document.length, hintBytes, registered });
    if (registered !== undefined) await tellRegistered(context, registry, registered);
    return 0;
  },
};

async function tellRegistered({ reader, output }: Context, registry: Address, registered: Registered): Promise<void> {
  const { keyId, bootAddress, expiresAt } = registered;
  const record = await readEnclave(reader, registry, keyId);
  output.tell({ enclave: record });
  output.line(`key ${keyId}${bootAddress === undefined ? "" : `, boot address ${bootAddress}`}`);
  output.line(`registered until ${timeText(Number(expiresAt))}`);
}

type Asked = { readonly document: Uint8Array; readonly operator: Address };

async function askedOf(
  context: Context,
  registry: Address,
  url: string | undefined,
  values: OptionValues,
): Promise<Asked> {
  const file = textOf(values, "document");
  if (file !== undefined) return { document: fileOption("document", file), operator: await context.policy() };

  const answer = await fetchRegistration(url ?? "", textOf(values, "expect"));
  if (answer.chainId !== context.chainId)
    throw new Error(`the enclave registers on chain ${answer.chainId}, and the RPC URL is of chain ${context.chainId}`);
  if (!isAddressEqual(answer.enclaveRegistry, registry))
    throw new Error(`the enclave registers at ${getAddress(answer.enclaveRegistry)}, not at ${registry}`);
  const operator = getAddress(answer.operator);
  const expected = textOf(values, "policy") === undefined ? operator : await context.policy();
  if (operator !== expected) throw new Error(`the enclave is of the operator ${operator}, not of ${expected}`);
  return { document: answer.document, operator };
}

async function fetchRegistration(text: string, expectations: string | undefined) {
  const url = URL.parse("/attestation/registration", text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError(`'${text}' is not an http(s) URL`);
  const authority =
    expectations === undefined ? undefined : (await readExpectationsFile(expectations)).certificateAuthority;
  const exchange = openExchange(authority);
  try {
    const { status, body } = await exchange.send("GET", url, {}, undefined);
    const answer = status === 200 ? readRegistrationAnswer(body) : undefined;
    if (answer === undefined) throw new Error(`${url} answered ${status}, and no registration`);
    return answer;
  } finally {
    exchange.close();
  }
}
