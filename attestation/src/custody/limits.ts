// Every bound of custody: what is read of AWS, and what an enclave publishes about it.

export const custodyLimits = {
  /** A key policy; AWS allows 32 KiB. */
  policyBytesMax: 131_072,
  policyDepthMax: 8,
  statementsMax: 64,
  /** Values of one condition, principals or actions of one statement. */
  valuesMax: 64,
  /** The report that an enclave publishes, JSON. */
  reportBytesMax: 32_768,
  findingsMax: 64,
} as const;
