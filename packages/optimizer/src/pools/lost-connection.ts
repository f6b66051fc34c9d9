import { DatabaseError } from 'pg';

/**
 * True for an error after which the connection is gone, or soon: its owner may give it back before the socket says so.
 * SQLSTATE class 08 and 57P01 to 57P05; what no server has sent is an error of the driver or of the network.
 */
export function endsConnection(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return true;
  return /^(08|57P0[1-5])/.test(error.code ?? '');
}

/** True where the server closed the session, for its shutdown, an administrator or a time limit (57P01, 57P02, 57P05). */
export function closedByServer(error: unknown): boolean {
  return error instanceof DatabaseError && /^57P0[125]$/.test(error.code ?? '');
}

// cannot_connect_now, too_many_connections, admin_shutdown, crash_shutdown: over in a moment, mostly.
const TRANSIENT = new Set([
  '57P03',
  '53300',
  '57P01',
  '57P02',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
]);

/** True for a failed connect that may succeed in a moment. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // A name with several addresses gives one error for each.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isTransient);
  const code = 'code' in error ? String(error.code) : '';
  return TRANSIENT.has(code) || /terminated unexpectedly/.test(error.message);
}

/** True for a statement that changes nothing by itself, so that it may be sent again after any loss. */
export function opensTransaction(sql: string): boolean {
  return /^\s*(BEGIN|START\s+TRANSACTION)\b[^;]*;?\s*$/i.test(sql);
}

/** True for a statement that ends a transaction without its changes. */
export function rollsBack(sql: string): boolean {
  return /^\s*(ROLLBACK|ABORT)\s*(WORK|TRANSACTION)?\s*;?\s*$/i.test(sql);
}

/** True for a statement whose cancellation would leave open whether the changes are there. */
export function commits(sql: string): boolean {
  return /^\s*(COMMIT|END)\s*(WORK|TRANSACTION)?\s*;?\s*$/i.test(sql);
}
