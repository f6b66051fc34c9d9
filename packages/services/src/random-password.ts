import { randomBytes } from 'node:crypto';

/** 192 random bits in the alphabet of URLs. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}
