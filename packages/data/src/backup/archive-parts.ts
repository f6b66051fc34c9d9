import { type ArchiveWriter } from './archive-writer.ts';

/** Bytes of one entry; larger ones would only take memory. */
export const PART_BYTES = 1024 * 1024;

/**
 * Gathers what comes in small pieces into numbered entries of a megabyte.
 * @param nameOf name of the part with this number, from 1
 * @returns bytes written
 */
export async function addParts(
  archive: ArchiveWriter,
  source: AsyncIterable<Buffer>,
  nameOf: (part: number) => string,
): Promise<number> {
  let held: Buffer[] = [];
  let [bytes, total, part] = [0, 0, 0];
  const flush = async (): Promise<void> => {
    if (bytes === 0) return;
    const data = Buffer.concat(held);
    [held, bytes] = [[], 0];
    part++;
    total += data.length;
    await archive.add(nameOf(part), data);
  };
  for await (const piece of source) {
    held.push(piece);
    bytes += piece.length;
    if (bytes >= PART_BYTES) await flush();
  }
  await flush();
  return total;
}

/** Nine digits, so that names sort as parts follow each other. */
export function partName(folder: string, part: number): string {
  return `${folder}/${String(part).padStart(9, '0')}`;
}
