import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig } from 'vite';

/** The api a development server passes requests to. */
const API = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [svelte()],
  publicDir: 'static',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    // The api's Content-Security-Policy allows files of its own origin only: nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      // The schemas of shared run at import time; a constant used beside them must not bring zod along.
      treeshake: { moduleSideEffects: (id) => !id.includes('/packages/shared/') },
    },
  },
  server: { proxy: { '/api': API, '/docs': API, '/openapi.json': API } },
});
