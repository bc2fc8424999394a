import { defineConfig, devices } from '@playwright/test'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']

/** The whole platform is real; `make e2e` starts one and says where it is. */
export default defineConfig({
  testDir: './e2e',
  // One at a time: the machine has two cores, and the platform wants both.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { open: 'never' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 900 },
    baseURL: process.env.APEX_URL ?? 'http://127.0.0.1:8080',
    timezoneId: 'Europe/Paris',
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags },
  },
})
