// Every bound of operators' approvals.

export type ApprovalLimits = {
  /** Statements that wait or are in force at once, of all clients together. */
  readonly pendingMax: number;
  /** Of them, those that one client asked for: its flood takes nothing from others. */
  readonly pendingPerClientMax: number;
  /** Characters of all statements together: they are listed in one answer. */
  readonly pendingCharactersMax: number;
  readonly pendingPerClientCharactersMax: number;
  /** Exits or keys of one statement: an operator reads all of them. */
  readonly batchMax: number;
  /** Bytes of a posted assertion's JSON. */
  readonly assertionBytesMax: number;
  /** Nested arrays and objects of it, and of client data. */
  readonly jsonDepthMax: number;
  readonly clientDataBytesMax: number;
  readonly authenticatorDataBytesMax: number;
  /** Operators' records that are kept: one for each change of a list. */
  readonly recordsMax: number;
  /** Bytes of all of them together, as JSON. */
  readonly recordsBytesMax: number;
};

export const approvalLimits: ApprovalLimits = {
  pendingMax: 256,
  pendingPerClientMax: 64,
  pendingCharactersMax: 2_097_152,
  pendingPerClientCharactersMax: 524_288,
  batchMax: 128,
  assertionBytesMax: 8_192,
  jsonDepthMax: 8,
  clientDataBytesMax: 2_048,
  authenticatorDataBytesMax: 1_024,
  recordsMax: 256,
  recordsBytesMax: 16_777_216,
};
