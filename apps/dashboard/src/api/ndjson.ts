/**
 * Reads at most `limit` lines of a newline-separated answer, then stops the transfer.
 * @returns the lines, and whether the answer held at least one more.
 */
export async function takeLines(
  response: Response,
  limit: number,
): Promise<{ lines: string[]; more: boolean }> {
  if (!response.body) return { lines: [], more: false };
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const lines: string[] = [];
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + (value ?? '')).split('\n');
    rest = done ? '' : (parts.pop() ?? '');
    for (const line of parts) {
      if (line.trim() === '') continue;
      if (lines.length === limit) {
        await reader.cancel();
        return { lines, more: true };
      }
      lines.push(line);
    }
    if (done) return { lines, more: false };
  }
}
