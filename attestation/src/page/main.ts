// The verify page: everything happens in the browser of whoever opened it.
import { openApp } from "./app.ts";
import { firstEndpoint } from "./endpoint-url.ts";
import { exampleRequests } from "./example-requests.ts";
import { emptyFields } from "./expectations.ts";
import { firstLanguage } from "./language.ts";
import { documentText, hashOfText } from "./own-hash.ts";
import type { State } from "./state.ts";
import { findWallets, olderWallet } from "./wallet.ts";

const loaded = documentText(document);
const isServed = /^https?:$/.test(location.protocol);

const state: State = {
  language: firstLanguage(new URLSearchParams(location.search), navigator.languages),
  servedFrom: isServed ? location.origin : undefined,
  ownHash: undefined,
  isSecure: isSecureContext && globalThis.crypto?.subtle !== undefined,
  endpointText: firstEndpoint(location),
  mode: "paste",
  pasted: "",
  fields: emptyFields,
  fault: undefined,
  busy: undefined,
  verification: undefined,
  chainPath: "/",
  requestText: exampleRequests.marks,
  requestFault: false,
  live: undefined,
  wallets: new Map(),
  walletChain: 0,
  walletName: "",
  walletSymbol: "ETH",
  bundleSaid: undefined,
  walletSaid: undefined,
};

const app = openApp(state, document.body, () => Date.now() / 1000);
findWallets(window, (id, wallet) => {
  state.wallets.set(id, wallet);
  if (state.verification !== undefined) app.change({});
});
const older = olderWallet(window);
if (state.wallets.size === 0 && older !== undefined)
  state.wallets.set("window.ethereum", { name: "", provider: older });
if (state.isSecure) void hashOfText(loaded).then((ownHash) => app.edit({ ownHash }));
