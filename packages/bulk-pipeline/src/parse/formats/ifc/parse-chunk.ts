import { setImmediate as nextTurn } from 'node:timers/promises';

import { type RejectCode } from '@sizewise/shared';

import { type ParseRequest, type RecordSink } from '../../format.ts';
import { StepSyntaxError } from './ifc-errors.ts';
import { ITEM_ABSTRACT, ITEM_STRAY } from './ifc-index.ts';
import { LineCounter } from './line-counter.ts';
import { type OpenedIndex } from './opened-index.ts';

/** How often a chunk lets other events in, an abort among them. */
const TURN_MILLISECONDS = 50;
/** As much of a rejected instance as is kept, and one byte more, so that the cut is seen. */
const RAW_BYTES = 64 * 1024 + 1;

/** Hands every item of one chunk to the sink, in file order. */
export async function parseChunk(opened: OpenedIndex, request: ParseRequest): Promise<void> {
  const { chunk, sink, signal } = request;
  const lines = new LineCounter(opened.model);
  let turn = performance.now() + TURN_MILLISECONDS;
  for (let ordinal = chunk.start; ordinal < chunk.end; ordinal++) {
    const written = handleItem(opened, ordinal, sink, lines);
    if (written !== undefined) await written;
    if (performance.now() < turn) continue;
    await nextTurn();
    signal.throwIfAborted();
    turn = performance.now() + TURN_MILLISECONDS;
  }
  signal.throwIfAborted();
}

function handleItem(
  opened: OpenedIndex,
  ordinal: number,
  sink: RecordSink,
  lines: LineCounter,
): Promise<void> | undefined {
  const { items, strays } = opened.index;
  const kind = items.kinds[ordinal];
  const offset = items.offsets[ordinal] as number;
  const id = items.ids[ordinal] as number;
  const reject = (stepId: number, code: RejectCode, reason: string): undefined => {
    const position = { line: lines.lineAt(offset), byteOffset: offset, stepId };
    sink.reject({ position, raw: instanceText(opened, offset), code, reason });
  };
  if (kind === ITEM_STRAY) {
    const stray = strays[id];
    const taken = stray?.fault === 'duplicate_number';
    const reason = taken
      ? 'The instance number is used by an instance before it'
      : 'The instance cannot be read';
    return reject(stray?.id ?? 0, 'malformed_record', reason);
  }
  const entity = opened.reader.classOf(id);
  if (kind === ITEM_ABSTRACT || entity === null) {
    return reject(
      id,
      'abstract_class',
      `${entity?.name ?? 'The class'} is abstract and can have no instance`,
    );
  }
  try {
    const args = opened.reader.args(offset);
    if (args.length < entity.attributes) {
      const reason = `${entity.name} has ${entity.attributes} attributes, the instance ${args.length}`;
      return reject(id, 'wrong_argument_count', reason);
    }
    const { record, notes, bounds, fault } = opened.reader.read(id, offset, entity, args);
    if (fault !== null) return reject(id, fault.code, fault.reason);
    for (const [code, detail] of notes) sink.warn(code, detail);
    for (const item of bounds.unsupported) sink.warn('geometry_unsupported', item);
    for (const item of bounds.approximate) sink.warn('geometry_approximate', item);
    if (record.externalId === null) sink.warn('missing_external_id', `#${id} has no GlobalId`);
    return sink.segment(record);
  } catch (error) {
    if (!(error instanceof StepSyntaxError)) throw error;
    return reject(id, 'malformed_record', `${error.message} (byte ${error.byteOffset})`);
  }
}

/** The bytes from the `#` of an instance to its `;`, or as many as are kept; a copy. */
function instanceText(opened: OpenedIndex, offset: number): Uint8Array {
  const { buffer, start, end } = opened.model.window(offset);
  const cached = buffer.subarray(start, Math.min(end, start + RAW_BYTES));
  const length = instanceLength(cached);
  if (length !== null) return new Uint8Array(cached.subarray(0, length));
  const text = opened.model.text(offset, RAW_BYTES);
  return text.subarray(0, instanceLength(text) ?? text.length);
}

/** Bytes up to and with the `;` of the instance that the text begins with; null where the text ends first. */
function instanceLength(text: Buffer): number | null {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (byte === 0x27) quoted = !quoted;
    if (byte === 0x3b && !quoted) return i + 1;
    // A line that begins an instance ends a broken one, whose quotes or brackets cannot be trusted.
    if (byte === 0x0a && /^\s*#\d+\s*=/.test(text.toString('latin1', i, i + 40))) return i;
  }
  return null;
}
