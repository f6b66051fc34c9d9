import { setTimeout as sleep } from 'node:timers/promises';

/** Makes a project. */
export async function createProject(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/api/projects`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  const { id } = (await response.json()) as { id: string };
  return id;
}

/**
 * Imports a drawing and waits until it has ended.
 * @throws Error where it did not complete
 */
export async function importDrawing(
  url: string,
  projectId: string,
  fileName: string,
  text: string,
): Promise<void> {
  const response = await fetch(`${url}/api/projects/${projectId}/imports?fileName=${fileName}`, {
    method: 'POST',
    body: text,
  });
  const { importId } = (await response.json()) as { importId: string };
  for (;;) {
    const answer = await fetch(`${url}/api/imports/${importId}`);
    const { status } = (await answer.json()) as { status: string };
    if (status === 'completed') return;
    if (status !== 'queued' && status !== 'running') throw new Error(`${fileName} ended ${status}`);
    await sleep(100);
  }
}
