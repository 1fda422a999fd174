import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const service = 'http://127.0.0.1:8080'; // `escort demo`, for `npm run dev`

export default defineConfig({
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false }, // the polyfill would be an inline script; our browsers need none
    assetsInlineLimit: 0, // every byte is a file of our own host, so the page needs no `data:` fonts or scripts
    chunkSizeWarningLimit: 1200, // kB before compression; MapLibre alone is about 1,000
  },
  server: { host: '127.0.0.1', proxy: { '/v1': { target: service, ws: true } } },
  test: { include: ['tests/**/*.test.ts'] },
});
