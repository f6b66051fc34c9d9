import { totalmem } from 'node:os';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Memory of the machine that a PostgreSQL runs on, bytes: of this one where the URL names a loopback address or a socket,
 * within the limit of the control group; null for any other host, and where the URL cannot be read.
 */
export function machineMemory(databaseUrl: string): number | null {
  if (!URL.canParse(databaseUrl)) return null;
  const { hostname } = new URL(databaseUrl);
  if (hostname !== '' && !LOOPBACK.test(hostname)) return null;
  // Without a limit the control group answers with a number beyond any machine.
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}
