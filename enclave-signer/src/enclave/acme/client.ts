// An ACME client's requests: directory, nonces, account, signed POSTs. RFC 8555, sections 6 and 7.1 to 7.3.
import { AcmeError, problemOf } from "./acme-error.ts";
import { invalid, type Members, membersOf, parsedObject, urlOn } from "./answer-members.ts";
import type { AcmeAnswer, AcmeExchange } from "./exchange.ts";
import { type AccountKey, externalAccountBinding, type Signer, signedRequest } from "./jws.ts";
import type { AcmeLimits } from "./limits.ts";

/** What the measured configuration says of the server and of the account there. */
export type AccountTerms = {
  readonly directory: string;
  readonly contacts: readonly string[];
  readonly externalAccount: { readonly keyId: string; readonly hmacKey: string } | null;
};

export type AcmeDirectory = {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  /** RFC 9773; `undefined` where the server has none. */
  readonly renewalInfo: string | undefined;
};

export type AcmeAccount = {
  /** What CAA's `accounturi` names. */
  readonly uri: string;
  /** Of the account's key: what key authorizations end with. */
  readonly thumbprint: string;
  readonly directory: AcmeDirectory;
  /** The directory's origin, on which everything is. */
  readonly origin: string;
  readonly exchange: AcmeExchange;
  readonly limits: AcmeLimits;
  /**
   * @param payload `undefined`: POST-as-GET.
   * @throws {AcmeError} For any status but 200 and 201: `ACME_REFUSED` with the problem's type.
   */
  post(url: string, payload: object | undefined, accept?: string): Promise<AcmeAnswer>;
};

export type AccountParts = {
  readonly key: AccountKey;
  readonly terms: AccountTerms;
  readonly exchange: AcmeExchange;
  readonly limits: AcmeLimits;
};

/**
 * Opens the key's account; one that the server has already is given back, so this may be done before each order.
 *
 * @throws {AcmeError}
 */
export async function openAccount({ key, terms, exchange, limits }: AccountParts): Promise<AcmeAccount> {
  const { origin } = new URL(terms.directory);
  const directory = await readDirectory(exchange, terms.directory, limits);
  const post = poster({ key, exchange, limits, newNonceUrl: directory.newNonce });
  const opened = await post({ jwk: key.jwk }, directory.newAccount, {
    termsOfServiceAgreed: true,
    ...(terms.contacts.length > 0 && { contact: terms.contacts }),
    ...(terms.externalAccount !== null && {
      externalAccountBinding: externalAccountBinding(key, terms.externalAccount, directory.newAccount),
    }),
  });
  const uri = urlOn(origin, opened.location, "the account's Location", limits);
  if (membersOf(opened, limits).status !== "valid") throw invalid("the account is not valid");
  return {
    ...{ uri, thumbprint: key.thumbprint, directory, origin, exchange, limits },
    post: (url, payload, accept) => post({ kid: uri }, url, payload, accept),
  };
}

async function readDirectory(exchange: AcmeExchange, url: string, limits: AcmeLimits): Promise<AcmeDirectory> {
  const answer = await exchange({ method: "GET", url });
  if (answer.status !== 200) throw refusal(answer, limits);
  const members = membersOf(answer, limits);
  const { origin } = new URL(url);
  const of = (name: string) => urlOn(origin, members[name], name, limits);
  return {
    newNonce: of("newNonce"),
    newAccount: of("newAccount"),
    newOrder: of("newOrder"),
    renewalInfo: members.renewalInfo === undefined ? undefined : of("renewalInfo"),
  };
}

type Poster = (signer: Signer, url: string, payload: object | undefined, accept?: string) => Promise<AcmeAnswer>;

/** Each nonce serves once. A request that is refused for its nonce alone was not carried out, and is sent again (section 6.5). */
function poster({
  key,
  exchange,
  limits,
  newNonceUrl,
}: Omit<AccountParts, "terms"> & { readonly newNonceUrl: string }): Poster {
  let next: string | undefined;
  const nonceOf = ({ nonce }: AcmeAnswer) =>
    nonce !== undefined && nonce.length <= limits.nonceBytesMax && /^[A-Za-z0-9_-]+$/.test(nonce) ? nonce : undefined;
  const takeNonce = async (): Promise<string> => {
    const kept = next;
    next = undefined;
    if (kept !== undefined) return kept;
    const answer = await exchange({ method: "HEAD", url: newNonceUrl });
    const fresh = answer.status === 200 || answer.status === 204 ? nonceOf(answer) : undefined;
    if (fresh === undefined) throw invalid("no nonce");
    return fresh;
  };

  return async (signer, url, payload, accept) => {
    for (let retry = 0; ; retry++) {
      const nonce = await takeNonce();
      const body = signedRequest(key, { url, nonce, signer }, payload);
      const answer = await exchange({ method: "POST", url, body, accept });
      next = nonceOf(answer);
      if (answer.status === 200 || answer.status === 201) return answer;
      const refused = refusal(answer, limits);
      if (refused.problem !== "badNonce" || retry >= limits.badNonceRetriesMax) throw refused;
    }
  };
}

/** Of a problem document (RFC 9457) only the type and a time are taken. */
export function refusal(answer: AcmeAnswer, limits: AcmeLimits): AcmeError {
  const { status, contentType, retryAfterMs } = answer;
  if (status < 400) return invalid(`status ${status}`);
  let members: Members = {};
  if (contentType === "application/problem+json") {
    try {
      members = parsedObject(answer.body, limits);
    } catch {
      // The status refuses, whatever its text is like.
    }
  }
  const problem = problemOf(members.type);
  return new AcmeError("ACME_REFUSED", `status ${status}, ${problem}`, { problem, retryAfterMs });
}
