// Everything that the page shows, as one value.
import type { Fields } from "./expectations.ts";
import type { Language } from "./language.ts";
import type { LiveAnswer } from "./live-request.ts";
import type { Verification } from "./verification.ts";
import type { Wallet } from "./wallet.ts";
import type { Words } from "./words/en.ts";

export type ExpectationsMode = "paste" | "fields" | "nothing";

export type State = {
  language: Language;
  /** Where the page came from; `undefined`: from a file. */
  readonly servedFrom: string | undefined;
  /** Of this page; `undefined` while it is computed. */
  ownHash: string | undefined;
  /** Whether the browser gives this page WebCrypto. */
  readonly isSecure: boolean;
  endpointText: string;
  mode: ExpectationsMode;
  pasted: string;
  fields: Fields;
  /** Words for what is wrong with the form. */
  fault: ((words: Words) => { readonly field: "endpoint" | "expectations"; readonly text: string }) | undefined;
  busy: "verifying" | "asking" | undefined;
  verification: Verification | undefined;
  /** Path of the chain that live requests go to. */
  chainPath: string;
  requestText: string;
  /** The request is no JSON-RPC call. */
  requestFault: boolean;
  live: LiveAnswer | undefined;
  readonly wallets: Map<string, Wallet>;
  walletChain: number;
  walletName: string;
  walletSymbol: string;
  /** Why no bundle came of it. */
  bundleSaid: ((words: Words) => string) | undefined;
  walletSaid: ((words: Words) => string) | undefined;
};

/** What a person may do. Views call these, and decide nothing. */
export type Actions = {
  speak(language: Language): void;
  verify(): void;
  ask(): void;
  /** Changes what a person types; of the page only what stands above the form is shown anew. */
  edit(change: Partial<State>): void;
  /** The same, and shows the parts anew that depend on it. */
  change(change: Partial<State>): void;
  announce(text: string): void;
};

export type View = { readonly state: State; readonly words: Words; readonly act: Actions };
