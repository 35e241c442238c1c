// The signer put together: configuration → what was kept → keys, protection, signing → the APIs behind its doors. The APIs know nothing of each other.
import type { Address } from "@inkan/link";
import type { Enclave } from "../enclave/boot.ts";
import { BootError } from "../enclave/boot-error.ts";
import type { SignerConfig } from "../enclave/config.ts";
import { approvalsWithoutOperators } from "./approvals/approvals.ts";
import { approvalLimits } from "./approvals/limits.ts";
import { type OperatorApprovals, openApprovals } from "./approvals/open-approvals.ts";
import { readRelyingParty } from "./approvals/operators.ts";
import { approvalRoute } from "./approvals/routes.ts";
import type { Route } from "./door/route.ts";
import { type ApprovedList, openApprovedList } from "./fee-recipients/approved-list.ts";
import { configuredList, openFeeRecipients } from "./fee-recipients/fee-recipients.ts";
import { openFeeRecipientsRoute } from "./fee-recipients/list-route.ts";
import { type KeptState, openKeptState } from "./kept-state.ts";
import { openHistory } from "./key-manager/history.ts";
import { keystoresRoute } from "./key-manager/keystores-route.ts";
import { keystoresPaths } from "./key-manager/openapi.ts";
import { ownKeysRoute } from "./key-manager/own-keys-route.ts";
import { type Gauges, metricsRoute, openSignerMetrics } from "./metrics.ts";
import { openEvidenceRoute } from "./op-signer/evidence-route.ts";
import { openOpSigner } from "./op-signer/op-signer.ts";
import { openOpSignerRoute } from "./op-signer/route.ts";
import { keepEvidence } from "./op-signer/sequencer-guard/kept-evidence.ts";
import { openSequencerWindows } from "./op-signer/sequencer-windows.ts";
import { Refusal } from "./refusal.ts";
import { openSigner, type Signer } from "./sign.ts";
import { type OnTime, onTimeBy, routeOnTime, signOnTime } from "./sign-on-time.ts";
import { highWatermarkRoute } from "./slashing-protection/high-watermark-route.ts";
import type { SlashingProtection } from "./slashing-protection/protection.ts";
import { slashingRoute } from "./slashing-protection/slashing-routes.ts";
import { namesOfGroup } from "./store/names-of-group.ts";
import { version } from "./version.ts";
import { web3signerRoutes } from "./web3signer/routes.ts";
import { openWindowLog } from "./window-log/open-window-log.ts";

export type SigningParts = {
  /** At the clients' door, in this order. */
  readonly routes: readonly Route[];
  /** Told of each answer at the clients' door. */
  readonly onAnswer?: (path: string, status: number) => void;
  /** Gives windows back and ends what runs in the background. The doors are shut by then. */
  close(): Promise<void>;
};

/** What the operators do, and where: at the host door, before anything signs. */
export type OperatorParts = {
  /** At the host door, besides health, attestation and registration. */
  readonly hostRoutes: readonly Route[];
  readonly operators: OperatorApprovals | undefined;
};

export function openOperatorParts({ config, clock, random }: Enclave<SignerConfig>): OperatorParts {
  const operators =
    config.approvals === null ? undefined : openApprovals({ config: config.approvals, scope: config, clock, random });
  return { hostRoutes: [approvalRoute(operators)], operators };
}

/**
 * @param store Where the gateway keeps the window log and sealed bytes; without it nothing signs, and a configuration that has something to sign is refused.
 * @throws {BootError} @throws {LogError} @throws {StoreError} @throws {Refusal}
 */
export async function openSigningParts(
  enclave: Enclave<SignerConfig>,
  store: Address | undefined,
  operators: OperatorApprovals | undefined,
): Promise<SigningParts> {
  const { config } = enclave;
  if (store !== undefined) return openSigning(enclave, store, operators);
  if (config.ethereum !== null || config.sequencers.length > 0 || config.transactions.length > 0)
    throw new BootError("ARGUMENTS_INVALID", "this configuration has something to sign, which needs --store");
  return { routes: [], close: async () => {} };
}

async function openSigning(
  enclave: Enclave<SignerConfig>,
  storeAddress: Address,
  operators: OperatorApprovals | undefined,
): Promise<SigningParts> {
  const { config, clock } = enclave;
  const kept = await openKeptState(enclave, storeAddress, operators);
  const { keys, protection = withoutValidators } = kept;
  const { signaturesWaitingMax } = config.limits;
  const metrics = openSignerMetrics(version, clock.monotonicMs);
  const onTime = onTimeBy(enclave.systemClock);
  const signer = metrics.metered(signOnTime(openSigner({ keys, protection, signaturesWaitingMax }), onTime));
  const approvals = operators ?? approvalsWithoutOperators;
  const approved = operators === undefined ? undefined : await openFeeRecipientChanges(config, operators, kept);

  const openLog = (group: string) => openWindowLog(enclave, kept.authority, kept.store, group);
  const sequencers = await openSequencerWindows(config.sequencers, openLog, clock, kept.windowTerms);
  const opSigner = openOpSigner({
    config,
    signer,
    onTime,
    keys,
    approvals,
    clock,
    windowsOf: sequencers.of,
    version,
    observe: metrics.signedAsOpSigner,
  });
  const evidence = await keepEvidence(
    opSigner.evidence,
    namesOfGroup(kept.store, config.windowLog.group),
    kept.sealing,
  );
  return {
    routes: [
      ...ethereumRoutes(enclave, kept, { signer, onTime, approvals, operators, approved }),
      ...(approved === undefined ? [] : [routeOnTime(openFeeRecipientsRoute(approved), onTime)]),
      routeOnTime(
        ownKeysRoute({
          ...{ ring: keys, keys: kept.keySet, approvals: operators },
          tokenSha256: config.clients.keyManagerTokenSha256,
        }),
        onTime,
      ),
      openOpSignerRoute(opSigner),
      openEvidenceRoute(opSigner),
      metricsRoute(metrics, () => gaugesOf(kept, signer, enclave.systemClock.offsetMs())),
    ],
    onAnswer: metrics.answered,
    async close() {
      await evidence.settled();
      await sequencers.release();
      await kept.close();
    },
  };
}

type EthereumParts = {
  readonly signer: Signer;
  readonly onTime: OnTime;
  readonly approvals: typeof approvalsWithoutOperators;
  readonly operators: OperatorApprovals | undefined;
  readonly approved: ApprovedList | undefined;
};

function ethereumRoutes(
  { config, clock, systemClock }: Enclave<SignerConfig>,
  { keys, keySet, records, highWatermark, protection, journal }: KeptState,
  { signer, onTime, approvals, operators, approved }: EthereumParts,
): readonly Route[] {
  const { ethereum, clients } = config;
  const { requestBytesMax } = config.limits;
  if (ethereum === null || protection === undefined) return [];
  const { genesisValidatorsRoot } = ethereum;
  const { importFloor, exportFloor } = protection;
  const configured = configuredList(ethereum);
  return [
    ...web3signerRoutes({
      ...{ ethereum, keys, signer, approvals, clock, requestBytesMax },
      feeRecipients: openFeeRecipients(ethereum, approved?.list ?? (() => configured)),
      status: () => ({
        keysLoaded: keys.validators().length,
        keyErrors: 0,
        isProtectionUp: journal.stopped() === undefined,
        isClockRight: systemClock.seemsRight(),
      }),
      highWatermark: highWatermark.current,
      describedBesides: keystoresPaths,
      async reload() {
        await keySet.reload((floors) => {
          for (const [publicKey, floor] of floors) records.setFloor(publicKey, floor);
        });
        return 0;
      },
    }),
    ...[
      keystoresRoute({
        ...{ keys, managed: keySet, requestBytesMax },
        history: openHistory({ records, keys, genesisValidatorsRoot, importFloor, exportFloor }),
        approvals: operators,
        tokenSha256: clients.keyManagerTokenSha256,
      }),
      slashingRoute({ keys, records, protection, genesisValidatorsRoot, raiseFloors: keySet.raiseFloors }),
      highWatermarkRoute(highWatermark),
    ].map((route) => routeOnTime(route, onTime)),
  ];
}

const gaugesOf = ({ keys, protection, journal }: KeptState, { waiting }: Signer, clockOffsetMs: number): Gauges => ({
  keysLoaded: keys.validators().length + keys.accounts().length,
  waiting,
  permitted: protection?.counts.permitted ?? 0,
  prevented: protection?.counts.prevented ?? 0,
  logRecords: journal.length,
  isStopped: journal.stopped() !== undefined,
  exclusivity: journal.exclusivity,
  clockOffsetMs,
});

function openFeeRecipientChanges(
  { ethereum, approvals, origin, operator, registry, windowLog }: SignerConfig,
  operators: OperatorApprovals,
  { store, sealing, keySet, journal }: KeptState,
): Promise<ApprovedList> {
  if (approvals === null) throw new TypeError("operators without a configuration of them");
  const scope = { origin, operator, registry, threshold: approvals.threshold };
  return openApprovedList({
    configured: ethereum?.feeRecipients ?? null,
    approvals: operators,
    terms: { relyingParty: readRelyingParty(approvals), scope, limits: approvalLimits },
    ...{ store: namesOfGroup(store, windowLog.group), sealing },
    // Beside the keys, whose bytes the window log names: an older list comes back with an older key store only, and that is refused.
    anchor: {
      exclusivity: journal.exclusivity,
      current: () => keySet.orders.feeRecipients,
      record: (id) => keySet.setOrders({ feeRecipients: id }),
    },
  });
}

/** A configuration without a chain of validators signs nothing that they are slashed for. */
const withoutValidators: SlashingProtection = {
  cover() {
    throw new Refusal("WINDOW_UNAVAILABLE");
  },
  decide: () => ({ refused: "WINDOW_UNAVAILABLE" }),
};
