import { DecompressionLimitError } from './errors.ts';

export interface UnpackLimits {
  /** Bytes an archive may unpack to. */
  readonly maxUnpackedBytes: number;
  /** Unpacked bytes per packed byte. Drawings stay below 50; a bomb reaches 1,000. */
  readonly maxRatio: number;
}

export const DEFAULT_MAX_RATIO = 200;
/** Up to here the ratio does not matter: a small file of zeros does no harm. */
const RATIO_FREE_BYTES = 16 * 1024 * 1024;

/** @throws DecompressionLimitError when so many unpacked bytes from so many packed ones are too many. */
export function checkUnpacked(unpackedBytes: number, packedBytes: number, limits: UnpackLimits): void {
  if (unpackedBytes > limits.maxUnpackedBytes) {
    const limit = `${limits.maxUnpackedBytes} unpacked bytes`;
    throw new DecompressionLimitError({ unpackedBytes, packedBytes, limit });
  }
  if (unpackedBytes > RATIO_FREE_BYTES && unpackedBytes > packedBytes * limits.maxRatio) {
    const limit = `${limits.maxRatio} unpacked bytes per packed byte`;
    throw new DecompressionLimitError({ unpackedBytes, packedBytes, limit });
  }
}
