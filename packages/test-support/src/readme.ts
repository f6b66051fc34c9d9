import { readFileSync } from 'node:fs';

/** A program in a README, and what it says that the program prints. */
export interface ReadmeExample {
  readonly code: string;
  readonly prints: string;
}

const FENCES = /^```ts\n([\s\S]*?)^```\n\nprints\n\n```text\n([\s\S]*?)^```$/gm;
const OPTION_ROW = /^\| `(\w+)` +\| (`?)([^`|]+?)\2 +\|/;

/** The `ts` blocks of a README, each with the `text` block behind it. */
export function readmeExamples(readme: string): ReadmeExample[] {
  return [...readFileSync(readme, 'utf8').matchAll(FENCES)].map(([, code = '', prints = '']) => ({
    code,
    prints,
  }));
}

/** Names and defaults in the table of a README whose first column has this title, as they are written. */
export function readmeOptions(readme: string, title: string): Map<string, string> {
  const lines = readFileSync(readme, 'utf8').split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${title} `));
  const end = lines.indexOf('', head);
  const rows = lines.slice(head + 2, end).map((line) => OPTION_ROW.exec(line));
  return new Map(rows.map((row) => [row?.[1] ?? '', row?.[3] ?? '']));
}
