// The way between the two sides: stream sockets, standard protocols, one connection per stream. And HTTP/1.1, of which both ends and the way upstream have one reader.
export { type Address, formatAddress, parseAddress } from "./address.ts";
export { backoffMs } from "./backoff.ts";
export { type ClientHello, isAcmeChallenge, readClientHello } from "./client-hello.ts";
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
export {
  type Failure,
  type HttpClient,
  HttpExchange,
  type Message,
  openHttpClient,
  requestOneWriteBytesMax,
} from "./http/client.ts";
export { type Fields, hasToken } from "./http/fields.ts";
export type { PlainRequest } from "./http/plain-request.ts";
export {
  type Connection,
  openPlainServer,
  type PlainExchange,
  type PlainServer,
} from "./http/plain-server.ts";
export { type LinkLimits, linkLimits } from "./limits.ts";
export { type Listener, listen } from "./listen.ts";
export { permitVsockFor } from "./permit-vsock.ts";
export { proxyHeader, readPseudonym, receiveProxyHeader, type TakenHeader, takeProxyHeader } from "./proxy-header.ts";
export { formatTarget, openTunnel, type Target } from "./tunnel.ts";
