import { hostname, networkInterfaces } from 'node:os';

import { isLoopback } from './loopback.ts';

/** Decides which Host headers are answered. */
export interface HostRule {
  allows(hostHeader: string): boolean;
}

/**
 * Loopback names always; where the server listens beyond loopback also the listening address, the machine's own
 * name and addresses; and every name in `extra`. Ports are not compared: a forwarded port is another one.
 */
export function createHostRule(listen: string, extra: readonly string[]): HostRule {
  const names = new Set(extra.map((name) => name.toLowerCase()));
  if (!isLoopback(listen)) {
    for (const name of [listen, hostname(), ...ownAddresses()]) names.add(name.toLowerCase());
  }
  return {
    allows(hostHeader) {
      const name = URL.parse(`http://${hostHeader}/`)?.hostname;
      if (name === undefined || /[/?#@\\\s]/.test(hostHeader)) return false;
      return isLoopback(name) || names.has(name) || names.has(name.replace(/^\[|\]$/g, ''));
    },
  };
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}
