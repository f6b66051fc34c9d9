import { expect, it } from 'vitest';

import { compileKernel } from '../../../../../kernel/compile.mjs';
import { KERNEL_BASE64 } from './kernel-bytes.ts';

it('is what its sources compile to', async () => {
  expect(KERNEL_BASE64).toBe(Buffer.from(await compileKernel()).toString('base64'));
});
