// The way between the two sides: stream sockets, standard protocols, one connection per stream.
export { type Address, formatAddress, parseAddress } from "./address.ts";
export { backoffMs } from "./backoff.ts";
export { type ConnectTerms, connect } from "./connect.ts";
export {
  asInkanError,
  type ErrorCode,
  type ErrorEntry,
  errorObjectText,
  errorTable,
  InkanError,
  type Outcome,
} from "./errors.ts";
export { type HeadTerms, takeHead } from "./head.ts";
export { type LinkLimits, linkLimits } from "./limits.ts";
export { type Listener, listen } from "./listen.ts";
export { proxyHeader, readPseudonym, receiveProxyHeader, type TakenHeader, takeProxyHeader } from "./proxy-header.ts";
export { formatTarget, openTunnel, type Target } from "./tunnel.ts";
