// The page: what waits for the operators, in words and as it is signed; a button for each; and below, a new passkey.
import { describeStatement } from "./describe.js";
import { answerWithPasskey, makePasskey } from "./passkey.js";
import { challengeOf, toHex } from "./statement-id.js";

/**
 * @typedef {{ id: string, statement: string, approvedBy: string[], threshold: number, approved: boolean }} Pending
 * @typedef {{ relyingPartyId: string, credentialIds: string[], statements: Pending[] }} Listed
 */

const query = new URLSearchParams(location.search);
/** Where the signer answers; this page's own origin unless it is hosted elsewhere. */
const signer = (query.get("signer") ?? location.origin).replace(/\/+$/, "");
const wanted = query.get("statement");
const list = element("statements");
const notice = element("notice");

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(id);
  return found;
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [className]
 */
function make(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 */
async function ask(path, init) {
  const response = await fetch(`${signer}${path}`, { ...init, cache: "no-store", credentials: "omit" });
  const value = await response.json();
  if (!response.ok) throw new Error(`${value.code}: ${value.message}`);
  return value;
}

async function show() {
  /** @type {Listed} */
  const listed = await ask("/approvals");
  /** @type {HTMLInputElement} */ (element("relying-party")).value = listed.relyingPartyId;
  const shown = listed.statements.filter(({ id }) => wanted === null || id === wanted);
  list.replaceChildren(...(await Promise.all(shown.map((pending) => card(pending, listed)))));
  if (shown.length === 0) list.append(make("p", "Nothing waits for approval."));
}

/**
 * @param {Pending} pending
 * @param {Listed} listed
 */
async function card({ id, statement, approvedBy, threshold, approved }, listed) {
  const article = make("article", "");
  article.id = `s-${id}`;
  const challenge = await challengeOf(statement);
  const described = describeStatement(statement);
  const raw = document.createElement("details");
  raw.append(
    make("summary", "What is signed"),
    make("pre", statement),
    make("p", `SHA-256 challenge: ${toHex(challenge)}`),
  );
  if (toHex(challenge) !== id || described === undefined) {
    const why =
      described === undefined
        ? "This page does not understand the statement"
        : "The statement is not the one of its name";
    article.append(make("h2", "Not to be approved"), make("p", `${why}: it can't be approved here.`, "wrong"), raw);
    return article;
  }

  const table = document.createElement("table");
  for (const [name, value] of described.rows) {
    const row = table.insertRow();
    row.append(make("th", name), make("td", value));
  }
  const state = make("p", `${approvedBy.length} of ${threshold}: ${approvedBy.join(", ") || "nobody yet"}`, "state");
  article.append(make("h2", described.headline), table, raw, state);
  if (approved) article.append(make("p", "Approved: the request can be made again now.", "approved"));
  else {
    const button = make("button", "Approve with my passkey");
    button.addEventListener("click", () =>
      tell(async () => {
        const assertion = await answerWithPasskey(challenge, listed.relyingPartyId, listed.credentialIds);
        const headers = { "content-type": "application/json" };
        await ask(`/approvals/${id}`, { method: "POST", headers, body: JSON.stringify(assertion) });
        await show();
      }),
    );
    article.append(button);
  }
  return article;
}

/** @param {() => Promise<void>} work */
async function tell(work) {
  notice.textContent = "";
  try {
    await work();
  } catch (thrown) {
    notice.textContent = thrown instanceof Error ? thrown.message : "It failed.";
  }
}

element("refresh").addEventListener("click", () => tell(show));
element("register").addEventListener("submit", (event) => {
  event.preventDefault();
  tell(async () => {
    const name = /** @type {HTMLInputElement} */ (element("operator")).value;
    const relyingPartyId = /** @type {HTMLInputElement} */ (element("relying-party")).value;
    element("entry").textContent = JSON.stringify(await makePasskey(name, relyingPartyId), null, 2);
  });
});
/** @type {HTMLInputElement} */ (element("relying-party")).value = location.hostname;
element("signer").textContent = signer;
await tell(show);
