// Counts a vitest JSON report so that nothing that went wrong is left out.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Reads the report of a run.
 * @param {string} report path of the JSON report; it is missing where vitest itself failed.
 * @param {string} root folder that file names are shown relative to.
 * @param {number | null} exitCode of vitest: a failure outside any test shows only there.
 * @returns {{ passed: number, failed: string[], skipped: string[] }}
 */
export function readResults(report, root, exitCode) {
  if (!existsSync(report)) return { passed: 0, failed: ['vitest wrote no report'], skipped: [] };
  const results = { passed: 0, failed: [], skipped: [] };
  for (const file of JSON.parse(readFileSync(report, 'utf8')).testResults) {
    const path = relative(root, file.name);
    const before = results.failed.length;
    for (const test of file.assertionResults) {
      const name = `${path} > ${test.fullName}`;
      if (test.status === 'passed') results.passed += 1;
      else if (test.status === 'failed') results.failed.push(name);
      else results.skipped.push(name);
    }
    if (file.status === 'failed' && results.failed.length === before) {
      results.failed.push(`${path} (outside any test): ${file.message?.split('\n')[0] ?? ''}`);
    }
  }
  if (exitCode !== 0 && results.failed.length === 0)
    results.failed.push(`vitest ended with exit code ${exitCode}`);
  return results;
}
