// Verification for people and programs: a URL or a document in, a report out.
export { type Expectations, ExpectationsError, readExpectations } from "./expectations.ts";
export { fetchExchange, type HttpAnswer, type HttpExchange, type ShownTls } from "./http-exchange.ts";
export type { ShownExchange } from "./proof-checks.ts";
export { type ServedChain, servedChains } from "./served-chains.ts";
export {
  type CheckGroup,
  type Verdict,
  type VerdictCheck,
  type VerdictOutcome,
  type Warning,
  type WarningCode,
  warningTable,
} from "./verdict.ts";
export {
  type VerdictCheckId,
  type VerdictRefusalCode,
  verdictCheckTable,
  verdictRefusalTable,
} from "./verdict-checks.ts";
export { type VerifyReport, type VerifySettings, verify } from "./verify.ts";
