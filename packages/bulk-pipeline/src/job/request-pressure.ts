import { type ConnectionBudget, type Logger } from '@sizewise/shared';

import { NO_PRESSURE, type Pressure, type PressureBoard } from './pressure-board.ts';

/** Pressure below this is nobody's concern. */
export const TOO_MUCH = 0.5;
/** A process without chunks looks so often whether others have any. */
const LOOK_EVERY_MS = 2000;

/** How long requests wait, in this process and in those it shares the databases with. */
export class RequestPressure {
  readonly #budget: ConnectionBudget;
  readonly #board: PressureBoard;
  readonly #logger: Logger;
  #others: Pressure = NO_PRESSURE;
  #isAnyRunning = false;
  #lookedAt = -Infinity;
  #exchanging = false;

  constructor(budget: ConnectionBudget, board: PressureBoard, logger: Logger) {
    this.#budget = budget;
    this.#board = board;
    this.#logger = logger;
  }

  /**
   * The strongest pressure as far as it is known now; others are told of it, and asked, behind the call.
   * @param isBusy whether this process writes chunks; one that does not measures only while another one does
   */
  read(isBusy: boolean): Pressure {
    const own = isBusy || this.#isAnyRunning ? this.#own() : NO_PRESSURE;
    if (!this.#exchanging) void this.#exchange(isBusy, own);
    return own.value >= this.#others.value ? own : this.#others;
  }

  #own(): Pressure {
    return { value: this.#budget.pressure(), source: this.#budget.pressedBy?.() ?? null };
  }

  async #exchange(isBusy: boolean, own: Pressure): Promise<void> {
    this.#exchanging = true;
    try {
      if (!isBusy && performance.now() - this.#lookedAt > LOOK_EVERY_MS) {
        this.#lookedAt = performance.now();
        this.#isAnyRunning = await this.#board.isAnyRunning();
      }
      if (own.value >= TOO_MUCH) await this.#board.tell(own);
      this.#others = isBusy ? await this.#board.hear() : NO_PRESSURE;
    } catch (error) {
      this.#others = NO_PRESSURE;
      this.#logger.debug({ err: error }, 'Processes could not tell each other how long requests wait');
    } finally {
      this.#exchanging = false;
    }
  }
}
