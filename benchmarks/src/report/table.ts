import { type ResultLine, type Target } from '../result-line.ts';

const HEAD = ['benchmark', 'measure', 'rival', 'ours', 'rival’s', 'ratio [min–max]', 'target', 'met'];

/** Three significant digits, thousands grouped. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function targetText(target: Target | null): string {
  if (target === null) return '–';
  return `${target.kind === 'at least' ? '≥' : '≤'} ${target.value}`;
}

const metText = (met: boolean | null): string => (met === null ? '–' : met ? 'yes' : 'NO');

/** The lines as a Markdown table, with notes and stages below. */
export function renderTable(lines: readonly ResultLine[]): string {
  const rows = lines.map((line) => [
    line.name,
    line.measure,
    line.rival,
    `${figure(line.ours)} ${line.unit}`,
    `${figure(line.theirs)} ${line.unit}`,
    `${line.ratio.median.toFixed(2)} [${line.ratio.min.toFixed(2)}–${line.ratio.max.toFixed(2)}]`,
    targetText(line.target),
    metText(line.met),
  ]);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const text = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [text(HEAD), rule, ...rows.map(text), '', ...lines.flatMap(remarks)].join('\n');
}

function remarks(line: ResultLine): string[] {
  const stages = Object.entries(line.stages ?? {}).map(
    ([name, seconds]) => `${name} ${seconds.toFixed(2)} s`,
  );
  const parts = [...(stages.length > 0 ? [`ours by stage: ${stages.join(', ')}`] : []), ...line.notes];
  return parts.length > 0 ? [`${line.name}: ${parts.join('; ')}`] : [];
}
