// What a verifier expects of an endpoint, from outside the party under test: a file that the operator, a friend or `inkan start` wrote.
import { type JsonObject, type JsonValue, parseJson } from "../json/index.ts";

type Address = `0x${string}`;

export type Expectations = {
  readonly version: 1;
  readonly role: "relay" | "signer";
  /** The origin that the attestation document must name. */
  readonly origin: string;
  /** Where the allowed measurements are, and an RPC URL to read them by that is not the endpoint under test. */
  readonly registry: {
    readonly chainId: number;
    readonly pcrRegistry: Address;
    readonly enclaveRegistry: Address;
    readonly rpcUrl: string;
    /**
     * RPC URLs of other people's nodes. With them nobody is believed alone: more than half of all must name the same block, and what the contracts
     * hold there is proven with `eth_getProof`.
     */
    readonly witnesses?: readonly string[];
    /** Which block is read with witnesses. Default: `finalized`. */
    readonly block?: "finalized" | "safe" | "latest";
  };
  /** The operator's policy contract: it must accept the release with its configuration, and the configuration must name it. */
  readonly operator?: Address;
  /** `required`: the response key must be registered on chain, and valid. Absent: what the registry says is shown only. */
  readonly registration?: "required";
  /** PCR16 that the measured configuration must give: 96 hexadecimal digits. */
  readonly pcr16: string;
  /** A root that is accepted besides the AWS Nitro root, by name: PEM. Absent: only AWS's. */
  readonly acceptedRoot?: { readonly name: string; readonly certificate: string };
  /** PEM of a certificate authority that is accepted for TLS besides the machine's. A browser has no use for it. */
  readonly certificateAuthority?: string;
};

export class ExpectationsError extends Error {
  readonly code = "EXPECTATIONS_MALFORMED";
  /** The one that is missing, malformed or not known; `undefined` where the whole is no JSON object. The message names it too. */
  readonly member: string | undefined;
  override readonly name = "ExpectationsError";

  constructor(message: string, { member, cause }: { readonly member?: string; readonly cause?: unknown } = {}) {
    super(message, { cause });
    this.member = member;
  }
}

export const expectationsLimits = { bytesMax: 65_536, depthMax: 8 } as const;

const witnessesMax = 8;
const isAddress = (value: JsonValue | undefined) => typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value);
const isHttpUrl = (value: JsonValue | undefined) =>
  typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const isText = (value: JsonValue | undefined) => typeof value === "string" && value !== "";

type Rule = (value: JsonValue | undefined) => boolean;
type Members = Readonly<Record<string, Rule>>;

const members: Members = {
  version: (value) => value === 1,
  role: (value) => value === "relay" || value === "signer",
  origin: (value) => isHttpUrl(value) && new URL(value as string).origin === value,
  registry: (value) =>
    hasExactly(value, {
      chainId: (id) => typeof id === "number" && Number.isSafeInteger(id) && id > 0,
      pcrRegistry: isAddress,
      enclaveRegistry: isAddress,
      rpcUrl: isHttpUrl,
      witnesses: (urls) =>
        urls === undefined ||
        (Array.isArray(urls) && urls.length > 0 && urls.length <= witnessesMax && urls.every((url) => isHttpUrl(url))),
      block: (tag) => tag === undefined || tag === "finalized" || tag === "safe" || tag === "latest",
    }),
  operator: (value) => value === undefined || isAddress(value),
  registration: (value) => value === undefined || value === "required",
  pcr16: (value) => typeof value === "string" && /^[0-9a-f]{96}$/.test(value),
  acceptedRoot: (value) => value === undefined || hasExactly(value, { name: isText, certificate: isText }),
  certificateAuthority: (value) => value === undefined || isText(value),
};

/**
 * Reads expectations: strict JSON, unknown members refused.
 *
 * @throws {ExpectationsError}
 */
export function readExpectations(json: string | Uint8Array): Expectations {
  let value: JsonValue;
  try {
    value = parseJson(json, expectationsLimits);
  } catch (thrown) {
    throw new ExpectationsError("not strict JSON", { cause: thrown });
  }
  if (!isObject(value)) throw new ExpectationsError("not a JSON object");
  for (const [member, holds] of Object.entries(members))
    if (!holds(own(value, member))) throw new ExpectationsError(`'${member}' is missing or malformed`, { member });
  for (const member of Object.keys(value))
    if (!Object.hasOwn(members, member)) throw new ExpectationsError(`'${member}' is not known`, { member });
  return value as unknown as Expectations;
}

function hasExactly(value: JsonValue | undefined, rules: Members): boolean {
  return (
    isObject(value) &&
    Object.entries(rules).every(([member, holds]) => holds(own(value, member))) &&
    Object.keys(value).every((member) => Object.hasOwn(rules, member))
  );
}

const own = (value: JsonObject, member: string) => (Object.hasOwn(value, member) ? value[member] : undefined);

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
