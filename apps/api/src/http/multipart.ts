import { type Readable } from 'node:stream';

import busboy from 'busboy';

import { InvalidRequestError, UploadAbortedError } from './errors.ts';
import { safeFileName } from './file-name.ts';
import { asAppError } from './problem.ts';

/** Files in one request; more are a mistake or an attack. */
const MAX_FILES = 100;
/** A mapping of a thousand columns with long names. */
const MAX_FIELD_BYTES = 1024 * 1024;

/** Takes one part; `index` counts the files of the request, `mapping` is the field of that name in front of them. */
export type TakePart<T> = (
  source: Readable,
  fileName: string,
  index: number,
  mapping: string | undefined,
) => Promise<T>;

export interface PartsOutcome<T> {
  readonly taken: readonly { readonly fileName: string; readonly result: T }[];
  readonly refused: { fileName: string; code: string; detail: string }[];
}

/**
 * Takes the parts named `file` of a multipart body one after the other, as they arrive. A part that is refused does
 * not stop the others; a body that is cut off takes back what came before it.
 * @throws the refusal of the file where every file was refused
 * @throws UploadAbortedError when the body ends early
 * @throws InvalidRequestError when it is no multipart body, has no file, or its mapping comes late or is too long
 */
export async function takeParts<T>(
  body: Readable,
  contentType: string,
  take: TakePart<T>,
  takeBack: (result: T) => Promise<void>,
): Promise<PartsOutcome<T>> {
  const taken: { fileName: string; result: T }[] = [];
  const refusals: { fileName: string; error: unknown }[] = [];
  const parts: Promise<void>[] = [];
  const parser = openParser(contentType);
  let mapping: string | undefined;
  parser.on('field', (name, value, { valueTruncated }) => {
    if (name !== 'mapping') return;
    const fault = valueTruncated
      ? `longer than ${MAX_FIELD_BYTES} bytes`
      : parts.length > 0
        ? 'must stand before the files'
        : null;
    if (fault !== null) parser.destroy(new InvalidRequestError([{ path: 'mapping', message: fault }]));
    mapping = value;
  });
  parser.on('file', (field, stream, { filename }) => {
    if (field !== 'file') {
      stream.resume();
      return;
    }
    parts.push(takeOne(stream, safeFileName(filename), parts.length));
  });

  async function takeOne(stream: Readable, fileName: string, index: number): Promise<void> {
    try {
      taken[index] = { fileName, result: await take(stream, fileName, index, mapping) };
    } catch (error) {
      refusals[index] = { fileName, error };
      stream.resume();
    }
  }

  try {
    await readAll(body, parser);
  } catch (error) {
    await Promise.allSettled(parts);
    await Promise.allSettled(inOrder(taken).map(({ result }) => takeBack(result)));
    throw error;
  }
  await Promise.all(parts);
  const refused = inOrder(refusals);
  if (inOrder(taken).length > 0) return { taken: inOrder(taken), refused: refused.map(describe) };
  throw (
    refused[0]?.error ??
    new InvalidRequestError([{ path: 'file', message: 'the body has no part named file' }])
  );
}

/** Parts end in any order; each left its result at its place. */
function inOrder<T>(sparse: readonly T[]): T[] {
  return sparse.filter((item) => item !== undefined);
}

function describe({
  fileName,
  error,
}: {
  fileName: string;
  error: unknown;
}): PartsOutcome<unknown>['refused'][number] {
  const { code, message } = asAppError(error);
  return { fileName, code, detail: message };
}

function openParser(contentType: string): busboy.Busboy {
  try {
    return busboy({
      headers: { 'content-type': contentType },
      defParamCharset: 'utf8',
      preservePath: true,
      limits: { files: MAX_FILES, fields: 20, fieldSize: MAX_FIELD_BYTES, parts: MAX_FILES + 20 },
    });
  } catch (error) {
    throw new InvalidRequestError([{ path: 'content-type', message: (error as Error).message }]);
  }
}

/** Feeds the body to the parser; never destroys the body, so that an answer can be sent on its socket. */
async function readAll(body: Readable, parser: busboy.Busboy): Promise<void> {
  const done = Promise.withResolvers<void>();
  const onCut = (cause?: unknown): void => {
    parser.destroy(cause instanceof Error ? cause : new Error('the body ended early'));
    done.reject(new UploadAbortedError(cause));
  };
  const onClose = (): void => {
    if (!body.readableEnded) onCut(body.errored ?? undefined);
  };
  parser.once('close', () => done.resolve());
  parser.once('error', (error) =>
    done.reject(error instanceof InvalidRequestError ? error : new UploadAbortedError(error)),
  );
  parser.once('filesLimit', () => {
    done.reject(
      new InvalidRequestError([{ path: 'file', message: `more than ${MAX_FILES} files in one request` }]),
    );
  });
  body.on('error', onCut).on('close', onClose).pipe(parser);
  try {
    await done.promise;
  } finally {
    body.unpipe(parser).off('close', onClose);
  }
}
