/** A bucket that keeps uploads. Plain data: it is passed to other processes as it is. */
export interface S3Location {
  /** `s3://bucket/prefix`; the prefix may be missing. */
  readonly url: string;
  /** Address of a server that speaks S3; default: that of AWS in the region. */
  readonly endpoint?: string | undefined;
  /** Default: what the client finds in its own surroundings, else us-east-1. */
  readonly region?: string | undefined;
  /** Default: the client's standard chain (environment, profile, role of the machine). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Bytes that copies on this machine may take; default 20 GiB. */
  readonly cacheBytes?: number | undefined;
}

/** @throws TypeError where the URL names no bucket */
export function bucketOf({ url }: Pick<S3Location, 'url'>): {
  readonly bucket: string;
  readonly prefix: string;
} {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== 's3:' || hostname === '') throw new TypeError('A spool URL is s3://bucket/prefix');
  const path = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  return { bucket: hostname, prefix: path === '' ? '' : `${path}/` };
}
