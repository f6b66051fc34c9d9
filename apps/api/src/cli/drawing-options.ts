import { type Given } from './command.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError for a project without a name */
export function projectOf(given: Given): string | undefined {
  const project = given.text('project')?.trim();
  if (project === '') throw new UsageError('--project needs a name');
  return project;
}

/** @throws UsageError */
export function hiddenOf(given: Given): 'include' | 'skip' | undefined {
  const value = given.text('hidden');
  if (value === undefined || value === 'include' || value === 'skip') return value;
  throw new UsageError('--hidden is include or skip');
}
