import { type WarningCode } from '@sizewise/shared';

// Distinct details kept per chunk; what comes after is counted under one line, so that a hostile file cannot fill memory.
const MAX_DETAILS = 100;

/** Counts per name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

export interface CountedWarning {
  readonly code: WarningCode;
  readonly detail: string;
  readonly count: number;
}

/** Warnings of one chunk, one line per code and detail, bounded. */
export class WarningTally {
  readonly #lines = new Map<string, { code: WarningCode; detail: string; count: number }>();

  add(code: WarningCode, detail: string): void {
    const key = `${code}\n${detail}`;
    const line = this.#lines.get(key) ?? this.#open(code, detail, key);
    line.count++;
  }

  list(): CountedWarning[] {
    return [...this.#lines.values()];
  }

  #open(
    code: WarningCode,
    detail: string,
    key: string,
  ): { code: WarningCode; detail: string; count: number } {
    if (this.#lines.size >= MAX_DETAILS) {
      const rest = this.#lines.get(code);
      if (rest) return rest;
      const line = { code, detail: 'and others', count: 0 };
      this.#lines.set(code, line);
      return line;
    }
    const line = { code, detail, count: 0 };
    this.#lines.set(key, line);
    return line;
  }
}
