/** How large a generated drawing shall be at least; with both, it is about `bytes` and has at least `elements`. */
export interface TargetSize {
  readonly bytes?: number | undefined;
  readonly elements?: number | undefined;
}

/** So many elements do not fit into so few bytes, or none were asked for. */
export class UnreachableSizeError extends Error {
  override readonly name = 'UnreachableSizeError';
}

/**
 * How often a drawing is repeated.
 * @param elements elements of one copy. @param whole bytes of one copy. @param least bytes of one that shares what it can
 * @returns `whole` of the copies share nothing, the first one among them
 * @throws UnreachableSizeError
 */
export function copiesFor(
  size: TargetSize,
  elements: number,
  whole: number,
  least = whole,
): { readonly copies: number; readonly whole: number } {
  const byBytes = Math.max(1, Math.ceil((size.bytes ?? 0) / whole));
  if (size.elements === undefined) return { copies: byBytes, whole: byBytes };
  const copies = Math.max(1, Math.ceil(size.elements / elements));
  if (!Number.isFinite(copies)) throw new UnreachableSizeError('The sample has no element');
  if (size.bytes === undefined || byBytes >= copies) {
    const all = Math.max(copies, byBytes);
    return { copies: all, whole: all };
  }
  const wholes = least < whole ? Math.floor((size.bytes - copies * least) / (whole - least)) : 0;
  if (wholes < 1) {
    const needed = Math.ceil(copies * least + whole - least);
    throw new UnreachableSizeError(`${size.elements} elements of this sample take ${needed} bytes at least`);
  }
  return { copies, whole: wholes };
}
