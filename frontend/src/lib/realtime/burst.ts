const WINDOW_MS = 5_000
const ALONE_MOST = 3

/** How much at once is too much: after three notices within 5 s the next ones share one toast. */
export class Burst {
  #recent: number[] = []
  #together = 0

  /** Count a notice; return 0 where it is shown by itself, else how many share the toast by now. */
  add(at: number): number {
    this.#recent = [...this.#recent.filter((each) => at - each < WINDOW_MS), at]
    this.#together = this.#recent.length > ALONE_MOST ? this.#together + 1 : 0
    return this.#together
  }
}
