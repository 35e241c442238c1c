// What the chain says of the enclave: its release in the registry, the operator's policy, its key's registration. Read through endpoints that are not
// the party under test: one, which is believed and a warning says so, or several, of which none is.
import { fromHex, toHex } from "../bytes.ts";
import { type ChainFacts, type FactsQuestion, readChainFacts } from "../chain-facts/chain-facts.ts";
import { agreedBlock } from "../chain-state/agreed-block.ts";
import { type BlockHeader, ChainStateError } from "../chain-state/index.ts";
import { asBytes, asWord, callContract, callData } from "../contract-abi.ts";
import { type Eip1193Provider, httpProvider } from "../http-provider.ts";
import { requireContract } from "../registry.ts";
import { RegistryError } from "../registry-error.ts";
import { readRelease } from "../registry-release.ts";
import type { EnclaveSubject } from "./enclave-subject.ts";
import type { Expectations } from "./expectations.ts";
import { policyCheck, registrationCheck, releaseCheck } from "./fact-checks.ts";
import type { VerdictCheck, Warning } from "./verdict.ts";
import { check, checkOf, type VerdictCheckId } from "./verdict-checks.ts";

/** How old a block may be that is to show no revocation. Ethereum finalizes within 20 minutes, chains that settle on it within an hour or so. */
const stateAgeSecondsMax = 7_200;

export type ChainVerdict = { readonly checks: readonly VerdictCheck[]; readonly warnings: readonly Warning[] };

/**
 * @param role As the endpoint says; `undefined` for a document alone.
 * @param provider In place of the expected RPC URL: a wallet's own, say. @param at The verifier's time, Unix seconds.
 */
export async function chainChecks(
  subject: EnclaveSubject | undefined,
  role: string | undefined,
  expected: Expectations | undefined,
  { provider, at }: { readonly provider: Eip1193Provider | undefined; readonly at: number },
): Promise<ChainVerdict> {
  if (expected === undefined)
    return only(
      check("registry", false, {
        required: "an RPC URL of the registry's chain from outside (expectations)",
        seen: "nothing but the endpoint's own word",
        code: "NOTHING_EXPECTED",
      }),
    );
  if (subject === undefined)
    return only(
      checkOf("registry", "not-checked", {
        required: "in force",
        seen: "the document has no measurements",
        code: "NOT_CHECKED",
      }),
    );
  const first = provider ?? httpProvider(expected.registry.rpcUrl);
  const { witnesses } = expected.registry;
  return witnesses === undefined
    ? believed(subject, role ?? expected.role, expected, first)
    : proven(subject, { role: role ?? expected.role, now: at, expected }, [
        first,
        ...witnesses.map((url) => httpProvider(url)),
      ]);
}

/** @throws {RangeError} For addresses that expectations cannot hold. */
export function factsQuestion(subject: EnclaveSubject, { registry, operator }: Expectations): FactsQuestion {
  return {
    pcrRegistry: addressOf(registry.pcrRegistry),
    enclaveRegistry: addressOf(registry.enclaveRegistry),
    operator: operator === undefined ? undefined : addressOf(operator),
    measurementId: subject.measurementId,
    pcr16Hash: subject.pcr16Hash,
    keyId: subject.keyId,
  };
}

/** The three, of facts that are proven at a block. */
export function factChecks(
  facts: ChainFacts,
  subject: EnclaveSubject,
  { role, at, expected }: { readonly role: string; readonly at: number; readonly expected: Expectations },
): readonly [release: VerdictCheck, policy: VerdictCheck, registration: VerdictCheck] {
  const operator = expected.operator === undefined ? undefined : addressOf(expected.operator);
  return [
    releaseCheck(facts.release, subject, role),
    policyCheck(facts.acceptance, at),
    registrationCheck(facts.enclave, subject, { at, operator, isRequired: expected.registration === "required" }),
  ];
}

async function believed(
  subject: EnclaveSubject,
  role: string,
  expected: Expectations,
  provider: Eip1193Provider,
): Promise<ChainVerdict> {
  const { chainId, pcrRegistry: address } = expected.registry;
  const [pcr0, pcr1, pcr2] = subject.pcrs;
  const checks = [
    await attempt("registry", async () =>
      releaseCheck(await readRelease(provider, { chainId, address, pcr0, pcr1, pcr2 }), subject, role),
    ),
    await attempt("operator-policy", async () => policyCheck(await allows(provider, subject, expected), 0)),
    await attempt("enclave-registered", () => validity(provider, subject, expected)),
  ];
  const text =
    "What the chain holds was read from one RPC endpoint, and believed. With witnesses in the expectations it is proven against a block that several name.";
  return { checks, warnings: [{ code: "STATE_BELIEVED", text }] };
}

async function proven(
  subject: EnclaveSubject,
  { role, now, expected }: { readonly role: string; readonly now: number; readonly expected: Expectations },
  providers: readonly Eip1193Provider[],
): Promise<ChainVerdict> {
  const agreeing = Math.floor(providers.length / 2) + 1;
  const tag = expected.registry.block ?? "finalized";
  const required = `a ${tag} block that ${agreeing} of ${providers.length} RPC endpoints name, and proofs against it`;
  try {
    const { header, namedBy } = await agreedBlock(providers, { chainId: expected.registry.chainId, tag, agreeing });
    const at = Number(header.timestamp);
    if (at < now - stateAgeSecondsMax)
      return only(
        check("chain-state", false, {
          required,
          seen: `block ${header.number} of ${isoTime(at)}`,
          code: "STATE_TOO_OLD",
        }),
      );
    const naming = namedBy.map((index) => providers[index]!);
    const facts = await firstThatProves(naming, header, factsQuestion(subject, expected));
    const seen = `block ${header.number} of ${isoTime(at)}, 0x${toHex(header.hash)}, named by ${namedBy.length}`;
    const [release, policy, registered] = factChecks(facts, subject, { role, at, expected });
    const registration = registered.passed
      ? await withoutObjection(naming, registered, { subject, expected, block: header.number, agreeing })
      : registered;
    return { checks: [check("chain-state", true, { required, seen }), release, policy, registration], warnings: [] };
  } catch (thrown) {
    const { seen, code } = refusalOf(thrown);
    return only(check("chain-state", false, { required, seen, code }));
  }
}

async function firstThatProves(
  providers: readonly Eip1193Provider[],
  header: BlockHeader,
  question: FactsQuestion,
): Promise<ChainFacts> {
  let refused: unknown;
  for (const provider of providers)
    try {
      return (await readChainFacts(provider, header, question)).facts;
    } catch (thrown) {
      refused ??= thrown;
    }
  throw refused;
}

/**
 * What the proofs leave open is whether a certificate was revoked since: the contract's own word on that, from as many endpoints as have to agree.
 */
async function withoutObjection(
  providers: readonly Eip1193Provider[],
  registered: VerdictCheck,
  {
    subject: { keyId },
    expected,
    block,
    agreeing,
  }: {
    readonly subject: EnclaveSubject;
    readonly expected: Expectations;
    readonly block: bigint;
    readonly agreeing: number;
  },
): Promise<VerdictCheck> {
  const call = { to: expected.registry.enclaveRegistry, data: callData("isValid(bytes32)", keyId) };
  const answers = await Promise.all(
    providers.map((provider) =>
      callContract(provider, call, `0x${block.toString(16)}`)
        .then((answer) => answer.boolean(0))
        .catch(() => undefined),
    ),
  );
  const valid = answers.filter((answer) => answer === true).length;
  const { required, seen } = registered;
  return valid >= agreeing
    ? check("enclave-registered", true, { required, seen: `${seen}; valid by ${valid} endpoints' word` })
    : check("enclave-registered", false, {
        required: `${required}, and ${agreeing} endpoints that call it valid`,
        seen: `${seen}; valid by ${valid} endpoints' word: a certificate was revoked, or they could not say`,
        code: "KEY_NOT_VALID",
      });
}

async function allows(
  provider: Eip1193Provider,
  { measurementId, pcr16 }: EnclaveSubject,
  { operator, registry }: Expectations,
): Promise<boolean | undefined> {
  if (operator === undefined) return undefined;
  await requireContract(provider, registry.chainId, operator);
  const data = callData("allows(bytes32,bytes)", measurementId, asWord(64), asBytes(pcr16 ?? new Uint8Array()));
  return (await callContract(provider, { to: operator, data })).boolean(0);
}

/** The contract's own answer; where it is no, why. */
async function validity(
  provider: Eip1193Provider,
  { keyId }: EnclaveSubject,
  { registry: { chainId, enclaveRegistry: to }, registration, operator }: Expectations,
): Promise<VerdictCheck> {
  const required = "registered, not expired, and valid by the contract's own word";
  const ask = (signature: string) => callContract(provider, { to, data: callData(signature, keyId) });
  if (registration !== "required") {
    const valid = await requireContract(provider, chainId, to)
      .then(() => ask("isValid(bytes32)"))
      .then((answer) => (answer.boolean(0) ? "valid" : "not valid, or never registered"))
      .catch(() => "could not be read");
    return checkOf("enclave-registered", "not-asked", { required, seen: valid });
  }
  await requireContract(provider, chainId, to);
  const refused = (seen: string, code: string) => check("enclave-registered", false, { required, seen, code });
  const registeredFor = `0x${toHex((await ask("operatorOf(bytes32)")).address(0))}`;
  if (/^0x0+$/.test(registeredFor)) return refused("never registered", "KEY_NOT_REGISTERED");
  if (operator !== undefined && registeredFor !== operator.toLowerCase())
    return refused(`registered for operator ${registeredFor}`, "REGISTRATION_MISMATCH");
  const until = `until ${new Date((await ask("expiresAt(bytes32)")).integer(0) * 1000).toISOString()}`;
  if ((await ask("isValid(bytes32)")).boolean(0))
    return check("enclave-registered", true, { required, seen: `valid ${until}` });
  const expired = new Date(until.slice(6)).getTime() <= (await latestTime(provider)) * 1000;
  return expired
    ? refused(`registered ${until}`, "REGISTRATION_EXPIRED")
    : refused(
        `registered ${until}, and not valid: see the release and the policy, or a certificate was revoked`,
        "KEY_NOT_VALID",
      );
}

async function latestTime(provider: Eip1193Provider): Promise<number> {
  const block = await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] });
  const { timestamp } = (block ?? {}) as { readonly timestamp?: unknown };
  if (typeof timestamp !== "string" || !/^0x[0-9a-f]{1,12}$/.test(timestamp))
    throw new RegistryError("RPC_ANSWER_INVALID", "no time of the latest block");
  return Number(timestamp);
}

async function attempt(id: VerdictCheckId, make: () => Promise<VerdictCheck>): Promise<VerdictCheck> {
  try {
    return await make();
  } catch (thrown) {
    return check(id, false, { required: "an answer that can be believed", ...refusalOf(thrown) });
  }
}

function refusalOf(thrown: unknown): { readonly seen: string; readonly code: string } {
  const known = thrown instanceof RegistryError || thrown instanceof ChainStateError;
  return {
    seen: thrown instanceof Error ? thrown.message : "the chain could not be read",
    code: known ? thrown.code : "RPC_UNREACHABLE",
  };
}

const isoTime = (seconds: number) => new Date(seconds * 1000).toISOString();

const only = (one: VerdictCheck): ChainVerdict => ({ checks: [one], warnings: [] });

function addressOf(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes?.length !== 20) throw new RangeError("an address has 20 bytes");
  return bytes;
}
