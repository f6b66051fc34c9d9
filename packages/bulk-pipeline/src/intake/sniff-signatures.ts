/** How much of the start of a file the format is judged by, bytes. */
export const SNIFF_BYTES = 64 * 1024;

interface Signature {
  readonly looksLike: string;
  readonly at?: number;
  readonly bytes: string;
}

const latin1 = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

/** First bytes of files that people send instead of a drawing we read. */
const SIGNATURES: readonly Signature[] = [
  { looksLike: 'pdf', bytes: latin1('%PDF-') },
  { looksLike: 'png', bytes: '89504e470d0a1a0a' },
  { looksLike: 'jpeg', bytes: 'ffd8ff' },
  { looksLike: 'gif', bytes: latin1('GIF8') },
  { looksLike: 'tiff', bytes: '49492a00' },
  { looksLike: 'tiff', bytes: '4d4d002a' },
  { looksLike: 'elf', bytes: '7f454c46' },
  { looksLike: 'windows executable', bytes: '4d5a90' },
  { looksLike: 'dwg', bytes: latin1('AC10') },
  { looksLike: 'ole (xls, rvt, doc)', bytes: 'd0cf11e0a1b11ae1' },
  { looksLike: 'sqlite', bytes: latin1('SQLite format 3\0') },
  { looksLike: '7z', bytes: '377abcaf271c' },
  { looksLike: 'rar', bytes: latin1('Rar!') },
  { looksLike: 'xz', bytes: 'fd377a585a00' },
  { looksLike: 'zstd', bytes: '28b52ffd' },
  { looksLike: 'bzip2', bytes: latin1('BZh') },
  { looksLike: 'gzip', bytes: '1f8b' },
  { looksLike: 'zip', bytes: '504b0304' },
  { looksLike: 'zip', bytes: '504b0506' },
  { looksLike: 'glb', bytes: latin1('glTF') },
  { looksLike: 'parquet', bytes: latin1('PAR1') },
  { looksLike: 'tar', at: 257, bytes: latin1('ustar') },
];

/** Name of the binary or foreign file that starts like this, or null. */
export function foreignSignature(head: Buffer): string | null {
  for (const { looksLike, at = 0, bytes } of SIGNATURES) {
    if (head.toString('hex', at, at + bytes.length / 2) === bytes) return looksLike;
  }
  return null;
}

export type Compression = 'none' | 'gzip' | 'zip';

/** Compression that the first bytes tell; only gzip and zip are unpacked. */
export function sniffCompression(head: Buffer): Compression {
  const signature = foreignSignature(head);
  return signature === 'gzip' || signature === 'zip' ? signature : 'none';
}
