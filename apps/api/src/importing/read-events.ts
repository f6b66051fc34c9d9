/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads the server-sent events of a body; comments and ids are skipped. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const bytes of body) {
    pending += decoder.decode(bytes, { stream: true });
    const blocks = pending.split('\n\n');
    pending = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? []);
      const valuesOf = (name: string): string[] => fields.filter((f) => f[1] === name).map((f) => f[2] ?? '');
      const data = valuesOf('data');
      if (data.length > 0) yield { event: valuesOf('event')[0] ?? 'message', data: data.join('\n') };
    }
  }
}
