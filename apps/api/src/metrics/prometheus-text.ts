export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number | null;
  /** What a histogram puts behind its name: `_bucket`, `_sum` or `_count`. */
  readonly suffix?: string;
}

export function one(value: number | null, labels: Labels = {}): Sample {
  return { labels, value };
}

/** One metric with its samples; empty where none can be had. */
export function family(
  name: string,
  help: string,
  samples: readonly Sample[],
  type: 'gauge' | 'counter' | 'histogram' = 'gauge',
): string {
  const lines = samples
    .filter(({ value }) => value !== null)
    .map(({ labels, value, suffix = '' }) => `${name}${suffix}${labelText(labels)} ${value}\n`);
  return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
