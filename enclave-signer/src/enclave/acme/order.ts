// From `newOrder` to a chain of certificates: RFC 8555, sections 7.4 and 7.5. What comes back is judged by `certificate/chain.ts`.
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { AcmeError, problemOf } from "./acme-error.ts";
import { invalid, listOf, type Members, membersOf, objectOf, textOf, urlOn } from "./answer-members.ts";
import type { Challenges } from "./challenges.ts";
import type { AcmeAccount } from "./client.ts";
import type { AcmeAnswer } from "./exchange.ts";

export type OrderTerms = {
  /** DNS names in lower case. */
  readonly names: readonly string[];
  /** PKCS #10, DER, for exactly these names. */
  readonly signingRequest: Uint8Array;
  /** Identifier (RFC 9773, section 4.1) of the certificate that this one replaces. */
  readonly replaces: string | undefined;
  /** Of the server's profiles, where the configuration names one. */
  readonly profile: string | null;
  readonly challenges: Challenges;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** @returns PEM as it came. @throws {AcmeError} */
export async function orderCertificate(account: AcmeAccount, terms: OrderTerms): Promise<string> {
  const { limits, origin } = account;
  const deadlineMs = terms.clock.monotonicMs() + limits.orderDeadlineMs;
  const made = await newOrder(account, terms);
  const orderUrl = urlOn(origin, made.location, "the order's Location", limits);
  const order = membersOf(made, limits);
  const authorizations = listOf(order.authorizations, "authorizations", limits.authorizationsMax).map((url) =>
    urlOn(origin, url, "an authorization", limits),
  );
  const finalize = urlOn(origin, order.finalize, "finalize", limits);

  // One after the other: a client that asks for all at once has all of them fail together.
  for (const url of authorizations) await authorize(account, url, terms, deadlineMs);

  const wait = { account, terms, deadlineMs };
  await settled(wait, orderUrl, ["ready"]);
  const csr = Buffer.from(terms.signingRequest).toString("base64url");
  await account.post(finalize, { csr });
  const valid = await settled(wait, orderUrl, ["valid"]);

  const answer = await account.post(
    urlOn(origin, valid.certificate, "certificate", limits),
    undefined,
    "application/pem-certificate-chain",
  );
  if (answer.contentType !== "application/pem-certificate-chain")
    throw invalid("not application/pem-certificate-chain");
  return answer.body.toString("latin1");
}

/** A server that no longer knows the former certificate, or had it replaced, makes an order without it. */
async function newOrder(account: AcmeAccount, { names, replaces, profile }: OrderTerms): Promise<AcmeAnswer> {
  const order = {
    identifiers: names.map((value) => ({ type: "dns", value })),
    ...(profile !== null && { profile }),
  };
  const { newOrder } = account.directory;
  if (replaces === undefined) return account.post(newOrder, order);
  try {
    return await account.post(newOrder, { ...order, replaces });
  } catch (thrown) {
    if (!(thrown instanceof AcmeError) || thrown.code !== "ACME_REFUSED" || thrown.problem === "rateLimited")
      throw thrown;
    return account.post(newOrder, order);
  }
}

async function authorize(account: AcmeAccount, url: string, terms: OrderTerms, deadlineMs: number): Promise<void> {
  const { limits, origin, thumbprint } = account;
  const authorization = membersOf(await account.post(url, undefined), limits);
  const name = nameOf(authorization, terms.names);
  if (authorization.status === "valid") return; // of an earlier order
  if (authorization.status !== "pending") throw failed(authorization);

  const offered = listOf(authorization.challenges, "challenges", limits.challengesMax)
    .map((challenge) => objectOf(challenge, "a challenge"))
    .find(({ type }) => type === "tls-alpn-01");
  if (offered === undefined) throw invalid("no challenge of type tls-alpn-01");
  const token = textOf(offered.token, "token");
  if (!/^[A-Za-z0-9_-]{22,256}$/.test(token)) throw invalid("a token that is not Base64url");
  const challengeUrl = urlOn(origin, offered.url, "a challenge's url", limits);

  const withdraw = await terms.challenges.offer(name, `${token}.${thumbprint}`);
  try {
    await account.post(challengeUrl, {});
    await settled({ account, terms, deadlineMs }, url, ["valid"]);
  } finally {
    withdraw();
  }
}

/** An authorization is for one of our names, or there is nothing to prove. */
function nameOf(authorization: Members, names: readonly string[]): string {
  const { type, value } = objectOf(authorization.identifier, "identifier");
  const name = names.find((each) => each === value);
  if (type !== "dns" || name === undefined || authorization.wildcard === true)
    throw invalid("an authorization for a name that was not ordered");
  return name;
}

type Wait = { readonly account: AcmeAccount; readonly terms: OrderTerms; readonly deadlineMs: number };

/** Looks at an order or authorization until it is in one of these states. */
async function settled({ account, terms, deadlineMs }: Wait, url: string, wanted: readonly string[]): Promise<Members> {
  const { limits } = account;
  const { clock, signal } = terms;
  for (let pauseMs = limits.pollMsMin; ; pauseMs = Math.min(2 * pauseMs, limits.pollMsMax)) {
    const answer = await account.post(url, undefined);
    const members = membersOf(answer, limits);
    const status = textOf(members.status, "status");
    if (wanted.includes(status)) return members;
    // An order that is valid already when `ready` was waited for is not one that we finalized.
    if (status !== "pending" && status !== "processing" && status !== "ready") throw failed(members);
    const askedMs = Math.max(answer.retryAfterMs ?? pauseMs, limits.pollMsMin);
    const waitMs = Math.min(askedMs, limits.pollMsMax);
    if (clock.monotonicMs() + waitMs > deadlineMs) throw new AcmeError("ACME_ORDER_LATE");
    await delay(waitMs, undefined, { signal, ref: false });
  }
}

/** The reason stands in the object itself, or in that of its challenges which failed. */
function failed(members: Members): AcmeError {
  const { challenges } = members;
  const objects = [members, ...(Array.isArray(challenges) ? challenges : [])];
  const types = objects.map((each) => typeOf((each as Members | null)?.error));
  const problem = problemOf(types.find((type) => type !== undefined));
  return new AcmeError("ACME_ORDER_FAILED", problem, { problem });
}

const typeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null ? (error as { readonly type?: unknown }).type : undefined;
