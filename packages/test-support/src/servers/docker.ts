import { access } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * Looks whether a Docker engine answers, before the container library is loaded: it takes seconds to find out.
 * @returns true for a socket that accepts connections, or an engine named by DOCKER_HOST over TCP.
 */
export async function dockerAnswers(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const host = environment['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
  if (!host.startsWith('unix://')) return host.startsWith('tcp://');
  const path = host.slice('unix://'.length);
  try {
    await access(path);
  } catch {
    return false;
  }
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
