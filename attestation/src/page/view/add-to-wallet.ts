// The question to a wallet whether it takes this endpoint as a network.
import { button, el } from "../dom.ts";
import { shownText } from "../shown-text.ts";
import type { View } from "../state.ts";
import { summaryOf } from "../summary.ts";
import type { Verification } from "../verification.ts";
import { addNetwork, type Wallet } from "../wallet.ts";
import { labelled } from "./form.ts";

export function addToWallet({ state, words, act }: View, verification: Verification): HTMLElement | undefined {
  const { chains, url } = verification;
  const chain = chains[state.walletChain] ?? chains[0];
  if (chain === undefined) return undefined;
  const said = words.wallet;
  const { isAccepted } = summaryOf(verification, state.live);

  const chainChoice = el(
    "select",
    { id: "wallet-chain" },
    chains.map(({ name, chainId }, at) =>
      el("option", { value: at, selected: chains[at] === chain }, `${name} (${chainId})`),
    ),
  );
  chainChoice.addEventListener("change", () => act.change({ walletChain: Number(chainChoice.value), walletName: "" }));
  const name = el("input", { id: "wallet-name", type: "text", autocomplete: "off" });
  name.value = state.walletName === "" ? `Inkan ${chain.name}` : state.walletName;
  name.addEventListener("input", () => act.edit({ walletName: name.value }));
  const symbol = el("input", { id: "wallet-symbol", type: "text", autocomplete: "off", class: "short" });
  symbol.value = state.walletSymbol;
  symbol.addEventListener("input", () => act.edit({ walletSymbol: symbol.value }));

  const add = async (wallet: Wallet) => {
    const network = {
      chainId: chain.chainId,
      name: name.value,
      symbol: symbol.value,
      rpcUrl: `${url.origin}/${chain.name}`,
    };
    const refused = await addNetwork(wallet, network);
    act.change({
      walletSaid: (spoken) => (refused === undefined ? spoken.wallet.done : spoken.wallet.refused(refused)),
    });
  };
  return el(
    "section",
    { class: "card wallet", id: "wallet", "aria-labelledby": "wallet-title" },
    el("h2", { id: "wallet-title" }, said.heading),
    el("p", {}, said.lead),
    isAccepted ? undefined : el("p", { class: "fault" }, said.failed),
    el(
      "div",
      { class: "choices" },
      labelled(said.chain, undefined, chainChoice),
      labelled(said.name, undefined, name),
      labelled(said.symbol, undefined, symbol),
    ),
    state.wallets.size === 0
      ? el("p", { class: "note" }, said.none)
      : el(
          "div",
          { class: "buttons" },
          [...state.wallets.values()].map((wallet) =>
            button(
              { class: "secondary" },
              () => void add(wallet),
              said.add(shownText(wallet.name, { charactersMax: 40 }) || said.browserWallet),
            ),
          ),
        ),
    el("p", { role: "status", class: "said" }, state.walletSaid?.(words) ?? ""),
  );
}
