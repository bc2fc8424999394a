import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    coverage: {
      include: ['src/lib/**', 'src/components/charts/geometry/**', 'src/features/*/model.ts'],
      thresholds: { lines: 80 },
      reporter: ['text-summary'],
    },
  },
})
