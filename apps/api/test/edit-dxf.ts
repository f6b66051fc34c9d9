/** One tag of a DXF file: its group code and its value, as written. */
export type Tag = readonly [code: number, value: string];

/** An entity of model space or paper space, from its `0` tag on. */
export type Entity = readonly Tag[];

/** The entities section of a text DXF, to be changed and written back. */
export class DxfText {
  readonly entities: Entity[] = [];
  readonly #before: string[];
  readonly #after: string[];
  readonly #newline: string;

  constructor(text: string) {
    this.#newline = text.includes('\r\n') ? '\r\n' : '\n';
    const lines = text.split(this.#newline);
    const start = lines.findIndex((line, i) => i % 2 === 1 && line === 'ENTITIES') + 1;
    let at = start;
    for (; lines[at + 1] !== 'ENDSEC'; at += 2) {
      const tag: Tag = [Number(lines[at]), lines[at + 1] ?? ''];
      if (tag[0] === 0) this.entities.push([tag]);
      else this.entities.push([...(this.entities.pop() ?? []), tag]);
    }
    this.#before = lines.slice(0, start);
    this.#after = lines.slice(at);
  }

  toString(): string {
    const tags = this.entities.flat().flatMap(([code, value]) => [String(code).padStart(3), value]);
    return [...this.#before, ...tags, ...this.#after].join(this.#newline);
  }
}

/** The entity with some values replaced, by group code. */
export function withValues(entity: Entity, change: (code: number, value: string) => string | null): Entity {
  return entity.map(([code, value]) => [code, change(code, value) ?? value] as const);
}

export function valueOf(entity: Entity, code: number): string | undefined {
  return entity.find(([tagCode]) => tagCode === code)?.[1];
}
