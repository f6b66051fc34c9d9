import { expect, it } from 'vitest';

import { InvalidConfigurationError, loadConfig } from './config/config.ts';
import { serverSettings } from './server-settings.ts';

it('settings of the server are those that were chosen, nothing where all is left to the machine', () => {
  expect(serverSettings(loadConfig({}))).toEqual({});
  const chosen = { DATABASE_SHARED_BUFFERS: '512MB', DATABASE_EFFECTIVE_CACHE_SIZE: '2GB' };
  expect(serverSettings(loadConfig(chosen))).toEqual({
    shared_buffers: '512MB',
    effective_cache_size: '2GB',
  });
  expect(() => loadConfig({ DATABASE_SHARED_BUFFERS: 'much' })).toThrow(InvalidConfigurationError);
});
