import { isBeyond, type ThresholdLines } from '@sizewise/shared';

/** Samples come every ten seconds: after so many seconds without one nobody knows what was in between. */
const GAP_SECONDS = 60;

/** An alert that is kept; times are moments of samples. */
export interface KeptAlert {
  readonly metric: string;
  readonly side: ThresholdLines['side'];
  readonly warning: number;
  readonly critical: number;
  readonly openedAt: Date;
  readonly value: number;
  readonly criticalAt: Date | null;
  readonly worst: number;
  readonly worstAt: Date;
  readonly seenAt: Date;
  readonly closedAt: Date | null;
}

/** A metric at one moment; `lines` is null where it cannot be judged. */
export interface WatchedValue {
  readonly metric: string;
  readonly value: number;
  readonly lines: ThresholdLines | null;
}

/**
 * What a sample makes of a metric's alert: opens it at the warning, closes it once the value has come back beyond the
 * margin (so that one that swings around a line is one alert), and at its last sample where samples stopped.
 * @returns rows to keep, the closed one before the new one
 */
export function nextAlerts(open: KeptAlert | null, now: WatchedValue | null, at: Date): KeptAlert[] {
  const stopped = open !== null && at.getTime() - open.seenAt.getTime() > GAP_SECONDS * 1000;
  const ended = open !== null && stopped ? [{ ...open, closedAt: open.seenAt }] : [];
  const going = stopped ? null : open;
  if (now === null || now.lines === null)
    return going === null ? ended : [...ended, { ...going, closedAt: at }];
  const { value, lines } = now;
  if (going === null)
    return isBeyond(value, lines.warning, lines.side)
      ? [...ended, opened(now.metric, value, lines, at)]
      : ended;
  if (!isBeyond(value, lines.clear, lines.side)) return [{ ...going, closedAt: at }];
  const isWorse = lines.side === 'above' ? value > going.worst : value < going.worst;
  const isCritical = isBeyond(value, lines.critical, lines.side);
  return [
    {
      ...going,
      seenAt: at,
      ...(isWorse ? { worst: value, worstAt: at } : {}),
      criticalAt: going.criticalAt ?? (isCritical ? at : null),
    },
  ];
}

function opened(
  metric: string,
  value: number,
  { side, warning, critical }: ThresholdLines,
  at: Date,
): KeptAlert {
  return {
    metric,
    side,
    warning,
    critical,
    openedAt: at,
    value,
    criticalAt: isBeyond(value, critical, side) ? at : null,
    worst: value,
    worstAt: at,
    seenAt: at,
    closedAt: null,
  };
}
