// How many fresh documents are made: the NSM takes one request at a time, and anyone on the internet may ask.

export type DocumentBudget = {
  /**
   * Takes one of the documents of this second.
   *
   * @param spare How many must be left over for others.
   * @returns Whether there was one.
   */
  take(nowMs: number, spare: number): boolean;
};

/** At most `perSecond` in any window of 1000 ms. */
export function documentBudget(perSecond: number): DocumentBudget {
  let takenMs: number[] = [];
  return {
    take(nowMs, spare) {
      takenMs = takenMs.filter((at) => nowMs - at < 1000);
      if (takenMs.length + spare >= perSecond) return false;
      takenMs.push(nowMs);
      return true;
    },
  };
}
