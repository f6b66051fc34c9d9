/** Mean of what a pair of growing counters gained since the call before. */
export class MeanTime {
  #calls: number | null = null;
  #seconds = 0;

  /** @returns seconds per call; null the first time, after a reset and when nothing was called. */
  next(counters: { readonly calls: number; readonly seconds: number }): number | null {
    const calls = counters.calls - (this.#calls ?? counters.calls);
    const seconds = counters.seconds - this.#seconds;
    this.#calls = counters.calls;
    this.#seconds = counters.seconds;
    return calls > 0 && seconds >= 0 ? seconds / calls : null;
  }
}
