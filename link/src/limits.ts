// Every bound of the link. The other side is never trusted to end anything: past a bound, refuse and close.

export type LinkLimits = {
  /** Bytes of type-length-values behind the fixed 16 bytes of a PROXY header, inclusive. */
  readonly proxyHeaderBytesMax: number;
  /** From accepting a stream to its whole PROXY header. */
  readonly proxyHeaderDeadlineMs: number;
  /** Bytes of a pseudonym. */
  readonly pseudonymBytesMax: number;
  /** Head of the answer to `CONNECT host:port`, up to and including the empty line. */
  readonly tunnelHeadBytesMax: number;
  /** The line `OK <port>\n` of a hybrid socket. */
  readonly hybridLineBytesMax: number;
  /** For so long a vsock connection is asked for at each turn of the event loop, afterwards with pauses up to this one. */
  readonly vsockEagerMs: number;
  readonly vsockPauseMsMax: number;
  /** Name of a tunnel's target (RFC 1035 section 2.3.4). */
  readonly targetHostBytesMax: number;
  /** Streams that the kernel holds for a listener before it accepts them; past it, connecting fails at once. */
  readonly backlogMax: number;
  /** How long a listener waits for an answer at the socket file that it is about to replace. */
  readonly staleProbeDeadlineMs: number;
  /** First and longest pause between attempts to reach the other side again. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
};

export const linkLimits: LinkLimits = {
  proxyHeaderBytesMax: 256,
  proxyHeaderDeadlineMs: 5_000,
  pseudonymBytesMax: 64,
  tunnelHeadBytesMax: 4_096,
  hybridLineBytesMax: 32,
  vsockEagerMs: 2,
  vsockPauseMsMax: 32,
  targetHostBytesMax: 253,
  backlogMax: 4_096,
  staleProbeDeadlineMs: 1_000,
  backoffFirstMs: 25,
  backoffMaxMs: 1_000,
};
