import { type Recommendation } from '@sizewise/shared';

import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { readReport } from './read-report.ts';

export const adviseCommand: Command = defineCommand<{ readonly json: boolean }>({
  name: 'advise',
  usage: [['advise', 'Show what the advisors found, with the remedy of each']],
  flags: {},
  read: ({ json }) => ({ json }),
  run: showAdvice,
});

/** Findings are an answer, not a failure; `failed` is for advisors that could not be asked. */
async function showAdvice({ json }: { readonly json: boolean }, runtime: Runtime): Promise<ExitCode> {
  const { recommendations, reasons } = await readReport(runtime);
  if (json) process.stdout.write(`${JSON.stringify({ recommendations, reasons }, null, 2)}\n`);
  else {
    for (const finding of recommendations ?? []) process.stdout.write(textOf(finding));
    if (recommendations?.length === 0) process.stdout.write('no findings\n');
    for (const { field, reason } of reasons) process.stderr.write(`${field}: ${reason}\n`);
  }
  return recommendations === null ? EXIT.failed : EXIT.done;
}

function textOf({ id, severity, title, threshold, remedy }: Recommendation): string {
  const text = remedy.text.split('\n').map((line) => `    ${line}\n`);
  return `${severity}: ${title} (${id})\n  ${threshold.rule}; ${threshold.source}\n${text.join('')}\n`;
}
