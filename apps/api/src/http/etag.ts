import { InvalidRequestError, VersionRequiredError } from './errors.ts';

/** Strong entity tag of a version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The version that If-Match names, or null for `*` (whatever version is there).
 * @throws VersionRequiredError without the header
 * @throws InvalidRequestError when it holds no version of ours
 */
export function expectedVersion(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined) throw new VersionRequiredError();
  if (ifMatch.trim() === '*') return null;
  const version = /^\s*"(\d{1,9})"\s*$/.exec(ifMatch)?.[1];
  if (version === undefined) {
    throw new InvalidRequestError([{ path: 'header.if-match', message: 'expected one ETag such as "3"' }]);
  }
  return Number(version);
}
