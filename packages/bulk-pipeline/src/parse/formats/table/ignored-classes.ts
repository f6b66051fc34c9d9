import { type RecordSink } from '../../format.ts';

/** Different names that one chunk counts; files use a few dozen classes. */
const MAX_NAMES = 500;
const OTHER = 'unknown class';

/** Counts elements that are no segments under their class; words that are no class names are counted together. */
export class IgnoredClasses {
  readonly #sink: RecordSink;
  readonly #names = new Set<string>();

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  count(className: string): void {
    const isNamed =
      /^ifc\w+$/i.test(className) && (this.#names.has(className) || this.#names.size < MAX_NAMES);
    if (isNamed) this.#names.add(className);
    this.#sink.ignore(isNamed ? className : OTHER);
  }
}
