import { createHmac, hkdfSync, randomBytes, timingSafeEqual, createHash } from 'node:crypto';

export const SESSION_COOKIE = 'sizewise_session';
/** Life of a session: a working day. */
export const SESSION_SECONDS = 12 * 3600;

/** Checks keys and makes sessions that prove a key was known, without holding it. */
export interface KeyRing {
  /** Compares in constant time. */
  matchesKey(given: string): boolean;
  /** A session token that ends after SESSION_SECONDS. */
  openSession(): string;
  matchesSession(token: string): boolean;
}

/**
 * Sessions are `expiry.nonce.signature`, signed by HMAC-SHA-256 under a key derived from the API key, so that a
 * restart keeps them and a new key ends them all.
 * @param now Clock in milliseconds.
 */
export function createKeyRing(apiKey: string, now: () => number = Date.now): KeyRing {
  const keyDigest = digest(apiKey);
  const signingKey = Buffer.from(hkdfSync('sha256', apiKey, '', 'sizewise session', 32));
  const sign = (payload: string): Buffer => createHmac('sha256', signingKey).update(payload).digest();
  return {
    matchesKey: (given) => timingSafeEqual(digest(given), keyDigest),
    openSession() {
      const payload = `${Math.floor(now() / 1000) + SESSION_SECONDS}.${randomBytes(12).toString('base64url')}`;
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    matchesSession(token) {
      const match = /^(\d{1,12})\.([\w-]{16})\.([\w-]{43})$/.exec(token);
      if (!match) return false;
      const [, expiry = '0', nonce = '', signature = ''] = match;
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(`${expiry}.${nonce}`);
      return (
        given.length === expected.length && timingSafeEqual(given, expected) && Number(expiry) * 1000 > now()
      );
    },
  };
}

/** Digests have one length, so that comparing them tells nothing about the key's. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
