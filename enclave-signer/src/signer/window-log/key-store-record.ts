// Which bytes of the sealed key store are current, kept in the window log: the gateway could show an older store, with a key that was deleted since.

export type KeyStoreRecords = {
  /**
   * SHA-256 of the sealed bytes that a signer of this group recorded last, lower-case hexadecimal; `undefined` in a log without any.
   * Bytes with another digest are not current, however well they open.
   */
  current(): string | undefined;
  /**
   * Reads what other boots recorded since, so that {@link current} is what the log says now: before bytes are written, lest they replace those
   * that another boot's record names.
   *
   * @throws {Refusal} `WINDOW_UNAVAILABLE`, `LOG_CORRUPT`; `SIGNER_RETIRED` where {@link record} would refuse too.
   */
  catchUp(): Promise<void>;
  /**
   * Makes `digest` current. Write the bytes first, under a name that does not replace the current ones (two names in turn), so that a crash
   * between the two leaves what the log names in place.
   *
   * @throws {Refusal} `WINDOW_UNAVAILABLE`: open whether it will still become current, so both sets of bytes must stay until the same digest was
   * recorded again. `SIGNER_RETIRED`: also when another boot recorded its own store meanwhile; only a restart helps then. `LOG_CORRUPT`.
   */
  record(digest: string): Promise<void>;
};
