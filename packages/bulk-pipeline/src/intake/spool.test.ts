import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { AppError } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { TemporaryFolder } from '../../test/support/temporary-folder.ts';
import { zipOf } from '../../test/support/zip.ts';
import { checkLinked } from './linked-file.ts';
import { spool, type SpooledDrawing } from './spool.ts';

const CSV = 'guid,name,length_mm\na,Duct 1,1200\nb,Duct 2,800\n';
const IFC = "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n";
const MIB = 1024 * 1024;

interface Limits {
  readonly maxBytes?: number;
  readonly maxUnpackedBytes?: number;
  readonly signal?: AbortSignal;
}

/** Spools into a folder of its own; says what is left there afterwards. */
async function trySpool(
  source: Readable | Uint8Array | string,
  limits: Limits = {},
): Promise<{ drawing: SpooledDrawing | null; error: unknown; content: string; left: string[] }> {
  await using folder = await TemporaryFolder.create();
  const dir = join(folder.path, 'one');
  const signal = limits.signal ?? new AbortController().signal;
  const target = { dir, maxBytes: 10 * MIB, maxUnpackedBytes: 64 * MIB, ...limits, signal };
  const stream = source instanceof Readable ? source : Readable.from([Buffer.from(source)]);
  const result = await spool(stream, target).then(
    (drawing) => ({ drawing, error: null }),
    (error: unknown) => ({ drawing: null, error }),
  );
  const content = result.drawing === null ? '' : await readFile(result.drawing.path, 'utf8');
  return { ...result, content, left: existsSync(dir) ? await readdir(dir) : [] };
}

async function codeOf(source: Readable | Uint8Array | string, limits?: Limits): Promise<string> {
  const { error, left } = await trySpool(source, limits);
  expect(left).toEqual([]);
  return error instanceof AppError ? error.code : String(error);
}

describe('spool', () => {
  it('keeps the bytes, their hash and their format', async () => {
    const { drawing, content, left } = await trySpool(
      Readable.from([CSV.slice(0, 7), Buffer.from(CSV.slice(7))]),
    );
    expect(content).toBe(CSV);
    expect(left).toEqual(['source']);
    expect(drawing).toMatchObject({
      bytes: CSV.length,
      uploadedBytes: CSV.length,
      sha256: createHash('sha256').update(CSV).digest('hex'),
      format: 'csv',
      encodingHint: 'utf-8',
      compression: 'none',
    });
  });

  it('takes a file of this machine as it takes a stream', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'drawing.csv');
    const bytes = Buffer.concat([
      Buffer.from(CSV),
      Buffer.from(`c,${randomBytes(2.6 * MIB).toString('hex')},1\n`),
    ]);
    await writeFile(path, bytes);
    const target = { dir: join(folder.path, 'one'), maxBytes: 10 * MIB, maxUnpackedBytes: 10 * MIB };
    const { signal } = new AbortController();
    const drawing = await spool(path, { ...target, signal });
    expect((await readFile(drawing.path)).equals(bytes)).toBe(true);
    expect(drawing.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    await expect(
      spool(path, { ...target, dir: join(folder.path, 'two'), maxBytes: MIB, signal }),
    ).rejects.toThrow(expect.objectContaining({ code: 'body_too_large' }));
    await expect(spool(`${path}x`, { ...target, dir: join(folder.path, 'three'), signal })).rejects.toThrow(
      expect.objectContaining({ code: 'upload_aborted' }),
    );
    expect(await readdir(folder.path)).toEqual(['drawing.csv', 'one']);
  });

  it('links a file of the same disk, copies what cannot be linked, and sees what is written to it later', async () => {
    await using folder = await TemporaryFolder.create();
    const limits = { maxBytes: MIB, maxUnpackedBytes: MIB, signal: new AbortController().signal };
    const take = async (name: string, path: string): Promise<SpooledDrawing> =>
      spool(path, { ...limits, dir: join(folder.path, name) });
    const path = join(folder.path, 'drawing.csv');
    await writeFile(path, CSV);
    await symlink(path, join(folder.path, 'symbolic'));
    const linked = await take('linked', join(folder.path, 'symbolic'));
    expect((await stat(linked.path)).ino).toBe((await stat(path)).ino);
    await checkLinked(join(folder.path, 'linked'), linked.path);
    await appendFile(path, 'c,Duct 3,100\n');
    await expect(checkLinked(join(folder.path, 'linked'), linked.path)).rejects.toThrow(
      expect.objectContaining({
        code: 'source_changed',
        data: { bytes: CSV.length, bytesNow: CSV.length + 13 },
      }),
    );

    const packed = join(folder.path, 'drawing.csv.gz');
    await writeFile(packed, gzipSync(CSV));
    const unpacked = await take('unpacked', packed);
    expect(await readdir(join(folder.path, 'unpacked'))).toEqual(['source']);
    expect(await readFile(unpacked.path, 'utf8')).toBe(CSV);
    expect((await readFile(packed)).equals(gzipSync(CSV))).toBe(true);

    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [piped] = await Promise.all([take('piped', pipe), writeFile(pipe, CSV)]);
    expect(await readdir(join(folder.path, 'piped'))).toEqual(['source']);
    expect(await readFile(piped.path, 'utf8')).toBe(CSV);
  });

  it('refuses a body over the limit while it streams', async () => {
    let sent = 0;
    const endless = new Readable({
      read() {
        sent += 64 * 1024;
        this.push(Buffer.alloc(64 * 1024, 'x'));
      },
    });
    expect(await codeOf(endless, { maxBytes: MIB })).toBe('body_too_large');
    expect(sent).toBeLessThan(2 * MIB);
    expect(endless.destroyed).toBe(true);
  });

  it('takes a body of exactly the limit', async () => {
    expect((await trySpool(CSV, { maxBytes: CSV.length })).drawing?.bytes).toBe(CSV.length);
    expect(await codeOf(CSV, { maxBytes: CSV.length - 1 })).toBe('body_too_large');
  });

  it('leaves nothing of an upload that is cut off', async () => {
    expect(await codeOf(cutAfter(CSV))).toBe('upload_aborted');
    expect(await codeOf(cutAfter(CSV, new Error('connection reset')))).toBe('upload_aborted');
  });

  it('reports a source that fails before its first byte is read', async () => {
    await using folder = await TemporaryFolder.create();
    const dir = join(folder.path, 'one');
    const source = new PassThrough();
    const signal = new AbortController().signal;
    const spooling = spool(source, { dir, maxBytes: MIB, maxUnpackedBytes: MIB, signal });
    source.destroy(new Error('connection reset'));
    await expect(spooling).rejects.toMatchObject({ code: 'upload_aborted', data: { receivedBytes: 0 } });
    expect(existsSync(dir)).toBe(false);
  });

  it('leaves nothing when the signal aborts, even before the start', async () => {
    const controller = new AbortController();
    const endless = new Readable({
      read() {
        this.push(CSV);
        setImmediate(() => controller.abort());
      },
    });
    expect(await codeOf(endless, { signal: controller.signal, maxBytes: 1e9 })).toBe('upload_aborted');
    expect(await codeOf(new PassThrough(), { signal: AbortSignal.abort() })).toBe('upload_aborted');
  });

  it('refuses an empty body and an archive of an empty file', async () => {
    expect(await codeOf('')).toBe('empty_file');
    expect(await codeOf(gzipSync(''))).toBe('empty_file');
    expect(await codeOf(zipOf([{ name: 'a.ifc', content: Buffer.alloc(0) }]))).toBe('empty_file');
  });

  it('leaves nothing of a file that is no drawing', async () => {
    const { error, left } = await trySpool('%PDF-1.7\n%âãÏÓ\n');
    expect(left).toEqual([]);
    expect(error).toMatchObject({ code: 'unknown_format', data: { looksLike: 'pdf' } });
    expect(error).toHaveProperty('data.firstBytes', expect.stringMatching(/^255044462d312e37/));
  });
});

describe('archives', () => {
  it('unpacks gzip, all members of it, and hashes what was sent', async () => {
    const packed = Buffer.concat([gzipSync(CSV.slice(0, 20)), gzipSync(CSV.slice(20))]);
    const { drawing, content, left } = await trySpool(packed);
    expect(content).toBe(CSV);
    expect(left).toEqual(['source']);
    expect(drawing).toMatchObject({
      compression: 'gzip',
      bytes: CSV.length,
      uploadedBytes: packed.length,
      sha256: createHash('sha256').update(packed).digest('hex'),
    });
  });

  it('unpacks the one drawing of a zip, whatever its name', async () => {
    const zip = zipOf([
      { name: '__MACOSX/._a', content: Buffer.from('x') },
      { name: '../../../../etc/passwd', content: Buffer.from(IFC) },
    ]);
    const { drawing, content, left } = await trySpool(zip);
    expect(content).toBe(IFC);
    expect(left).toEqual(['source']);
    expect(drawing).toMatchObject({ compression: 'zip', format: 'ifc', bytes: IFC.length });
  });

  it('leaves nothing when the signal aborts while it unpacks', async () => {
    const controller = new AbortController();
    const packed = gzipSync(randomBytes(24 * MIB), { level: 0 });
    const source = Readable.from([packed]);
    source.once('end', () => setTimeout(() => controller.abort(), 1));
    const limits = { maxBytes: 64 * MIB, signal: controller.signal };
    expect(await codeOf(source, limits)).toBe('upload_aborted');
  });

  it('stops a bomb by its size and by its ratio', async () => {
    const zeros = Buffer.alloc(40 * MIB);
    expect(await codeOf(gzipSync(zeros), { maxUnpackedBytes: 8 * MIB })).toBe('decompression_limit');
    expect(await codeOf(gzipSync(zeros))).toBe('decompression_limit');
    const zip = zipOf([{ name: 'a.ifc', content: zeros }]);
    expect(await codeOf(zip, { maxUnpackedBytes: 8 * MIB })).toBe('decompression_limit');
    expect(await codeOf(zip)).toBe('decompression_limit');
  });

  it.each([
    ['a cut gzip', gzipSync(CSV.repeat(100)).subarray(0, -20), 'broken'],
    ['a gzip with a changed byte', flipped(gzipSync(Buffer.from(CSV.repeat(50))), 40), 'broken'],
    ['a cut zip', zipOf([{ name: 'a', content: Buffer.from(CSV) }]).subarray(0, -30), 'broken'],
    ['a zip without entries', zipOf([]), 'no_entry'],
    [
      'a zip of two files',
      zipOf(['a', 'b'].map((name) => ({ name, content: Buffer.from(CSV) }))),
      'many_entries',
    ],
    [
      'a zip of 1,000 files',
      zipOf(Array.from({ length: 1000 }, (_, i) => ({ name: `${i}`, content: Buffer.from('x') }))),
      'many_entries',
    ],
    ['an encrypted zip', zipOf([{ name: 'a', content: Buffer.from(CSV), encrypted: true }]), 'encrypted'],
    ['a zip with a wrong checksum', zipOf([{ name: 'a', content: Buffer.from(CSV), crc: 1 }]), 'checksum'],
    ['a gzip in a gzip', gzipSync(gzipSync(CSV)), 'nested'],
    ['a zip in a gzip', gzipSync(zipOf([{ name: 'a', content: Buffer.from(CSV) }])), 'nested'],
    ['a gzip in a zip', zipOf([{ name: 'a', content: gzipSync(CSV) }]), 'nested'],
  ])('refuses %s', async (_, bytes, fault) => {
    const { error, left } = await trySpool(bytes);
    expect(left).toEqual([]);
    expect(error).toMatchObject({ code: 'malformed_archive', data: { fault } });
  });
});

describe('encodings', () => {
  const le = Buffer.from(IFC, 'utf16le');
  const be = Buffer.from(le).swap16();

  it.each([
    ['utf-16le', Buffer.concat([Buffer.of(0xff, 0xfe), le])],
    ['utf-16be', Buffer.concat([Buffer.of(0xfe, 0xff), be])],
    ['utf-16le', le],
    ['utf-16be', be],
  ])('converts %s to UTF-8', async (encoding, bytes) => {
    const { drawing, content } = await trySpool(bytes);
    expect(content).toBe(IFC);
    expect(drawing).toMatchObject({ encodingHint: encoding, format: 'ifc', bytes: IFC.length });
  });

  it('converts UTF-16 within an archive, with characters of all lengths', async () => {
    const text = `guid,name\n1,Ø größe 空調 😀\n${'2,漢字漢字\n'.repeat(60_000)}`;
    const { drawing, content } = await trySpool(gzipSync(Buffer.from(`\u{FEFF}${text}`, 'utf16le')));
    expect(content).toBe(text);
    expect(drawing).toMatchObject({ encodingHint: 'utf-16le', format: 'csv', compression: 'gzip' });
  });

  it('refuses UTF-32', async () => {
    expect(await codeOf(Buffer.of(0xff, 0xfe, 0, 0, 0x49, 0, 0, 0))).toBe('unsupported_encoding');
  });
});

/** A source that breaks off once its content has been read. */
function cutAfter(content: string, error?: Error): Readable {
  let sent = false;
  return new Readable({
    read() {
      if (!sent) this.push(content);
      else setImmediate(() => this.destroy(error));
      sent = true;
    },
  });
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
