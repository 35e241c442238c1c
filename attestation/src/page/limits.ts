// Every bound of the page. Milliseconds, bytes and counts, inclusive; characters of what is shown are in `shown-text.ts`.

export const pageLimits = {
  /** One exchange with the endpoint, to the last byte: an enclave's own deadline is 20 s where its configuration says nothing else. */
  answerMsMax: 25_000,
  answerBytesMax: 2_097_152,
  /** Of the person's own request. */
  requestCharactersMax: 65_536,
  /** Checks of a report that are shown; there are some 60. */
  checksMax: 200,
  walletsMax: 12,
  expectationsFileBytesMax: 65_536,
} as const;
