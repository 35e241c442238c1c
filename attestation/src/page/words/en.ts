// What the page says in English. `Words` is the shape that every other language fills completely.
import type { WarningCode } from "../../verdict/index.ts";
import type { GroupName } from "../check-groups.ts";
import type { Glance } from "../who-sees-what.ts";

export const en = {
  languageName: "English",
  chooseLanguage: "Language",
  skip: "Skip to the form",
  title: "Verify an endpoint",
  documentTitle: "Inkan: verify an endpoint",
  lead: "See which program answers at an RPC endpoint, with which configuration, and whether its answers carry that program’s signature. All of it is computed in this browser.",
  copy: "Copy",
  copied: "Copied",

  trust: {
    ofEndpointTitle: "The party under test served you this page",
    ofEndpoint: (origin: string) =>
      `It came from ${origin}, the very endpoint that you are about to check. A dishonest server can serve a page that turns green whatever it finds, so a pass here proves little. Open a copy that you or someone you trust hosts, or use the command line.`,
    elsewhereTitle: "Who served you this page?",
    elsewhere: (origin: string) =>
      `It came from ${origin}, not from the endpoint under test. Whoever hosts it still decides what it shows: compare its SHA-256 with that of the source that you trust.`,
    fileTitle: "You opened this page from a file",
    file: "Nobody served it. Compare its SHA-256 with that of the source that you trust, once, and keep the file.",
    hash: "SHA-256 of this page",
    hashPending: "being computed",
    hashNote:
      "The page computed this from what your browser loaded. A page that lies can lie here too, and a browser extension that changes pages changes it. Compute it yourself:",
    commandHash: "Hash of the page as served",
    commandBuild: "Hash that the sources give",
    commandCheck: "The same checks without a page",
    more: "How to check this page",
  },

  form: {
    endpoint: "Endpoint",
    endpointHint: "An RPC URL, such as https://rpc.example/eth",
    endpointInvalid: "Type an http or https URL without user, password, query and fragment.",
    expectations: "What do you expect?",
    expectationsHint:
      "From elsewhere than the endpoint: the operator’s publication, a registry you know, your own build. Checks that have nothing to compare with fail.",
    paste: "expectations.json",
    fields: "Fields",
    nothing: "Nothing yet",
    nothingNote: "You will see what the endpoint says of itself, and the checks that need an expectation will fail.",
    pasteLabel: "Contents of expectations.json",
    pasteHint: "inkan start writes one to .inkan/expectations.json.",
    chooseFile: "Open a file",
    role: "Role",
    origin: "Origin in the document",
    originHint: "Scheme and host that the enclave’s configuration names",
    chainId: "Chain id of the registry",
    pcrRegistry: "Address of PcrRegistry",
    enclaveRegistry: "Address of EnclaveRegistry",
    operator: "Operator’s policy contract",
    operatorHint: "Optional: it must accept this release with this configuration",
    rpcUrl: "RPC URL for the registry",
    rpcUrlHint: "A node of your own choice, never the endpoint under test. It learns that somebody checks.",
    pcr16: "PCR16",
    pcr16Hint: "96 hexadecimal digits: the measured configuration",
    rootName: "Name of a root to accept besides AWS’s",
    rootNameHint: "Only for a simulated or test NSM. It protects nothing.",
    rootCertificate: "That root’s certificate (PEM)",
    verify: "Verify",
    verifying: "Verifying…",
    expectationsInvalid: (member: string) => `The expectations can’t be used: ${member}.`,
    notJson: "they are not strict JSON",
    memberInvalid: (member: string) => `“${member}” is missing, malformed or not known`,
  },

  insecure:
    "Your browser gives this page no cryptography, because it came over plain http from another machine. Open it over https, from localhost, or from a file.",

  progress: {
    verifying: "Asking the endpoint for its attestation, reading the registry, sending a request…",
    live: "Sending a request and checking its proof…",
    done: (passed: number, failed: number) => `Done: ${passed} checks passed, ${failed} failed.`,
  },

  verdict: {
    heading: "Result",
    passed: "Every check holds",
    passedPartly: "Every check that a browser can make holds",
    failed: (failed: number, all: number) =>
      failed === 1 ? `1 of ${all} checks failed` : `${failed} of ${all} checks failed`,
    passedNote: (origin: string) =>
      `${origin} runs a program and a configuration that you expect, and its answers are signed by it.`,
    failedNote: "Don’t rely on this endpoint before you know why.",
    notChecked: (count: number) => (count === 1 ? "1 more could not be made" : `${count} more could not be made`),
    first: "What failed",
    warnings: "Warnings",
    facts: "At a glance",
    endpoint: "Endpoint",
    checkedAt: "Checked at",
    documentAt: "Document made at",
    root: "Root of trust",
    role: "Role",
    door: "Front door",
    doors: { enclave: "enclave: TLS ends inside", host: "host: HTTP ends in the gateway" },
    upstreams: "Upstreams",
    moreItems: (count: number) => `and ${count} more`,
  },

  warning: {
    SIMULATED_ROOT: "Simulated: the root of this document is not AWS’s. Nothing protects the keys of such an enclave.",
    DEBUG_MODE: "Debug mode: the parent reads this enclave’s memory.",
    HOST_FRONT_DOOR:
      "HTTP ends in the gateway at this door: whoever runs it reads your requests together with your address. The enclave’s own door is an https one.",
    TLS_KEY_NOT_SEEN:
      "No browser shows a page the key that ended TLS. Whether it is the enclave’s is checked by the command line only. Answers are proven all the same.",
    CAA_OPEN:
      "DNS (CAA) lets others than the enclave’s own ACME account have certificates for its names. Whoever carries its traffic could end TLS with one, unseen by clients that don’t verify.",
    CAA_NOT_CHECKED:
      "Whether DNS (CAA) keeps others from getting certificates for this name was not checked: a page can’t ask DNS. ‘inkan verify’ does.",
    EXCLUSIVITY_NONE:
      "Exclusivity: none. The window log is a file on the gateway’s host: whoever owns it can put it back and run a second signer with the same keys.",
    WINDOW_LOG_ONE_NODE:
      "The window log is on a chain, and one node’s word says what is final there: whoever runs that node can show two signers two logs.",
    WINDOW_LOG_OWN_SERVER:
      "The window log is on a server of the operator’s own, not on AWS S3: whoever runs it can put its records back and run a second signer with the same keys.",
    WINDOW_LOG_SAME_ACCOUNT:
      "The window log’s bucket belongs to the account of the key that seals: one administrator stands above both.",
    BLIND_HASH:
      "Sequencer mode blind-hash: the signer sees only hashes of payloads, so it can’t tell two blocks at one number.",
    KMS_STAND_IN:
      "The signer seals with a key of a stand-in for AWS KMS, for development: whoever runs it has the key, and what was sealed.",
    CUSTODY_FAULT:
      "The key that wraps what the signer seals can be used, or got at, in another way than by the measured program. The full report names each fault.",
    CUSTODY_NOTE:
      "What else may happen to the key that wraps what the signer seals: who may change its policy, and which other images it names.",
    BUNDLE_LIMITS:
      "A bundle speaks of its block’s time only. What was revoked later it cannot know, and whether a certificate had been revoked it does not prove.",
    STATE_BELIEVED: "The chain’s state was read from one RPC endpoint, and believed. Let it be your own.",
  } satisfies Partial<Record<WarningCode, string>> as Partial<Record<WarningCode, string>>,

  outcome: {
    passed: "Pass",
    failed: "Fail",
    "not-checked": "Not checked",
    "not-asked": "Not asked",
    "not-possible": "Not possible",
  },
  check: {
    heading: "Checks",
    status: "Status",
    check: "Check",
    required: "Required",
    seen: "Seen",
    source: "Rule",
    count: (passed: number, all: number) => `${passed} of ${all}`,
  },
  groups: {
    form: "Form of the document",
    authenticity: "Who signed the document",
    freshness: "Freshness",
    program: "The program",
    chain: "What the chain says",
    configuration: "The configuration",
    endpoint: "The endpoint and its keys",
    proof: "The proof of an answer",
    other: "Further checks",
  } satisfies Record<GroupName, string>,

  live: {
    heading: "A live request",
    lead: "One JSON-RPC request, sent from this page with a fresh nonce. Change it and send it again.",
    request: "Request",
    examples: "Example",
    example: {
      marks: "A call with marks that a wallet may leave",
      block: "The latest block",
      balance: "A balance",
      local: "The chain id (answered inside)",
    },
    send: "Send and check",
    sending: "Sending…",
    path: "Path of the chain",
    sent: "What the wallet sent",
    left: "What left for the upstream",
    came: "What came back",
    yourAddress: "Your IP address",
    yourAddressNote: "(every connection shows it)",
    leftOne: (name: string) => `To “${name}”, by the rule of the program that was measured:`,
    leftSome: (count: number) => `To one of ${count} upstreams, by the rule of the program that was measured:`,
    leftNothing: "Nothing. The enclave answered this by itself.",
    leftNothingNow: (age: number) => `Nothing now. The answer was fetched ${age} s before, for whoever asked first.`,
    leftUnknown: "Not known: no proven answer says where it came from.",
    leftRefused: "Nothing: the program refuses this request.",
    leftUnbelieved: "This is what the genuine program sends. Which program answers here is not established.",
    leftHidden: "Not yours: address, User-Agent, language, cookies, Origin, id, order and unknown members.",
    proofHolds: "The proof holds",
    proofFails: "The proof does not hold",
    proofUntrusted:
      "The signature is by the key that the endpoint showed, but its attestation did not pass: whose key that is, nobody vouches for.",
    noAnswer: "No answer",
    notJson: "The request is not a JSON-RPC 2.0 call in strict JSON.",
    status: "HTTP status",
    source: "Came from",
    sources: { upstream: "an upstream", cache: "the enclave’s cache", local: "the enclave itself" },
    level: "Level",
    block: "Head of the chain",
    signedAt: "Signed at",
    proofChecks: "Each check of this proof",
  },

  sees: {
    heading: "Who saw what",
    lead: {
      enclave: "By this door TLS ends inside the enclave, as far as the endpoint says.",
      host: "By this door HTTP ends in the gateway.",
      plain: "By this door HTTP ends in the gateway, and nothing is encrypted on the way there.",
    },
    unbelieved: "That holds for the genuine program. Which program answers here is not established.",
    who: "Who",
    parties: {
      network: "The network",
      gateway: "Gateway",
      enclave: "Relay enclave",
      upstream: "Upstream node",
    },
    partyNotes: {
      network: "whoever carries or watches your line",
      gateway: "the operator’s machine",
      enclave: "the measured program",
      upstream: "the node that answers",
    },
    what: {
      address: "Your IP address",
      call: "Method and parameters",
      marks: "Headers, ids, order",
      answer: "The answer",
      traffic: "Time and size",
    },
    glance: { yes: "sees", no: "does not see", own: "sees a part" } satisfies Record<Glance, string>,
  },

  unsaid: {
    heading: "What a proof does not say",
    items: [
      "That the answer is true. Level “relayed” says that this code got it from one configured upstream; a node that lies is passed on faithfully.",
      "That you saw all there is. Whoever stands on the way can withhold answers, or cut you off.",
      "That nobody linked you. The gateway sees your address and the size and time of your traffic; an upstream sees your parameters.",
      "That it stays so. A program can be revoked a minute from now; ask again.",
      "That hardware holds. AWS’s Nitro hypervisor and its keys are trusted, and side channels are not addressed.",
      "That this page is honest. See the top.",
    ],
  },

  wallet: {
    heading: "Add to wallet",
    lead: "Asks your wallet to add this endpoint as a network (EIP-3085). A wallet does not check proofs: the checks above are about the moment in which they were made.",
    failed: "The endpoint did not pass. Adding it is your decision, and not our advice.",
    chain: "Chain",
    name: "Network name",
    symbol: "Currency symbol",
    add: (wallet: string) => `Add to ${wallet}`,
    none: "No wallet has made itself known to this page. Wallets do so in pages opened over https or from localhost, seldom from a file.",
    done: "The wallet has taken it.",
    refused: (code: string) => `The wallet refused (${code}).`,
    browserWallet: "the browser’s wallet",
  },

  downloads: {
    heading: "Keep it",
    lead: "The report says what was required and seen. The evidence bundle holds the document, the chain’s state with proofs, the answer and its proof, and verifies offline years later (inkan verify --bundle).",
    report: "Report",
    bundle: "Evidence bundle",
    bundleFailed: "The bundle could not be collected: the RPC endpoint did not prove the chain’s state.",
    evidence: "The endpoint’s answer",
    configuration: "Measured configuration",
    print: "Print",
  },

  footer:
    "Inkan. This page keeps nothing, loads nothing from elsewhere, and talks to the endpoint and to the RPC URLs that you give, to nobody else.",
};

export type Words = typeof en;
