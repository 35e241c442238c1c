// A statement in words. What this page has no words for, it does not let an operator sign.

/**
 * @typedef {{ action: string, threshold: number, origin: string, expiresMs: number, headline: string, rows: [string, string][] }} Described
 */

const ether = /** @param {string} gwei */ (gwei) => {
  const padded = gwei.padStart(10, "0");
  const fraction = padded.slice(-9).replace(/0+$/, "");
  return `${padded.slice(0, -9)}${fraction === "" ? "" : `.${fraction}`} ETH (${gwei} gwei)`;
};

const orNone = /** @param {string} number */ (number) => (number === "null" ? "none: everything is allowed" : number);

/**
 * One row for each exit; `undefined` where one has other members than these.
 *
 * @type {(exits: any) => [string, string][] | undefined}
 */
const exitRows = (exits) => {
  const names = ["epoch", "publicKey", "signingRoot", "validatorIndex"];
  if (!Array.isArray(exits) || !exits.every((exit) => sameNames(exit, names))) return undefined;
  return exits.map(({ epoch, publicKey, signingRoot, validatorIndex }) =>
    row(`Validator ${validatorIndex}`, `from epoch ${epoch}\nkey ${publicKey}\nsigning root ${signingRoot}`),
  );
};

/**
 * @type {Record<string, {
 *   headline: string,
 *   members: Record<string, string | [string, (text: string) => string] | ((value: any) => [string, string][] | undefined)>
 * }>}
 */
const actions = {
  "voluntary-exit": {
    headline: "Let a validator leave the network, for good",
    members: {
      publicKey: "Validator's key",
      validatorIndex: "Validator's index",
      epoch: "From epoch",
      signingRoot: "Signing root",
    },
  },
  "voluntary-exits": {
    headline: "Let several validators leave the network, for good",
    members: { exits: exitRows },
  },
  "export-keys": {
    headline: "Hand the secrets of keys out of the signer: whoever has them can sign anything",
    members: { requestedBy: "To the client", publicKeys: "Validators' keys" },
  },
  deposit: {
    headline: "Sign a deposit: its withdrawal credentials own the stake",
    members: {
      publicKey: "Validator's key",
      withdrawalCredentials: "Withdrawal credentials",
      amountGwei: ["Amount", ether],
      genesisForkVersion: "Chain (genesis fork version)",
      signingRoot: "Signing root",
    },
  },
  "delete-key": { headline: "Delete a key from the signer", members: { publicKey: "Key" } },
  "delete-keys": { headline: "Delete several keys from the signer", members: { publicKeys: "Validators' keys" } },
  "fee-recipients": {
    headline: "Replace the list of addresses that blocks may pay",
    members: {
      sequence: "Change number",
      previous: "After (digest)",
      feeRecipients: ["The whole new list", (text) => (text === "" ? "nobody at all" : text)],
    },
  },
  "high-watermark": {
    headline: "Lift the high watermark: another signer may have signed there",
    members: { epoch: ["New epoch", orNone], slot: ["New slot", orNone] },
  },
  "clear-conflict": {
    headline: "Let a sequencer sign on after a conflict",
    members: { address: "Sequencer's key", chainId: "Chain", evidence: "Evidence (digest)" },
  },
  rewind: {
    headline: "Let a sequencer sign an earlier block number again",
    members: {
      address: "Sequencer's key",
      chainId: "Chain",
      fromNumber: "Highest block signed",
      toNumber: "Block asked for",
      payloadHash: "Its payload",
    },
  },
};

const scope = [
  "action",
  "expiresMs",
  "issuedMs",
  "nonce",
  "operator",
  "origin",
  "registry",
  "subject",
  "threshold",
  "version",
];

/**
 * @param {string} text The statement as it was received: exactly what is signed.
 * @returns {Described | undefined} `undefined` for another version, an unknown action, or any member too many or too few: nothing may be
 * signed that is not shown.
 */
export function describeStatement(text) {
  /** @type {any} */
  let statement;
  try {
    statement = JSON.parse(text);
  } catch {
    return undefined;
  }
  // What JSON.parse takes and canonical JSON is not (members twice, other orders, other spaces) does not come out the same.
  if (canonical(statement) !== text) return undefined;
  if (statement?.version !== 1 || !sameNames(statement, scope)) return undefined;
  const { action, subject, threshold, origin, operator, registry, issuedMs, expiresMs } = statement;
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (known === undefined || !sameNames(subject, Object.keys(known.members)) || !Number.isSafeInteger(expiresMs))
    return undefined;
  /** @type {[string, string][]} */
  const rows = [];
  for (const [name, member] of Object.entries(known.members)) {
    const value = subject[name];
    const plain = Array.isArray(value) ? value.join("\n") : String(value);
    if (typeof member === "string") rows.push(row(member, plain));
    else if (Array.isArray(member)) rows.push(row(member[0], member[1](plain)));
    else {
      const several = member(value);
      if (several === undefined) return undefined;
      rows.push(...several);
    }
  }
  return {
    action,
    threshold,
    origin,
    expiresMs,
    headline: known.headline,
    rows: [
      ...rows,
      row("Signer", String(origin)),
      row("Operator's address", String(operator)),
      row("Registry", `${registry?.pcrRegistry}, ${registry?.enclaveRegistry} on chain ${registry?.chainId}`),
      row("Asked for", timeOf(issuedMs)),
      row("Until", timeOf(expiresMs)),
      row("Approvals needed", String(threshold)),
    ],
  };
}

/** @type {(name: string, value: string) => [string, string]} */
const row = (name, value) => [name, value];

const timeOf = /** @param {number} ms */ (ms) => new Date(ms).toISOString().replace("T", " ").replace(/\..*/, " UTC");

const sameNames = /** @type {(object: any, names: string[]) => boolean} */ (object, names) =>
  typeof object === "object" && object !== null && Object.keys(object).sort().join() === [...names].sort().join();

/**
 * RFC 8785 for what statements have: no numbers but safe integers.
 *
 * @param {any} value
 * @returns {string}
 */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.keys(value)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
      .join()}}`;
  return JSON.stringify(value);
}
