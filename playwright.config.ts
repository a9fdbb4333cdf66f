import fs from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

// The set-up starts a whole Turnpike here; the number lives in the environment so that every worker reads the same.
process.env['TURNPIKE_E2E_PORT'] ??= String(20_000 + (process.pid % 20_000))

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env['CHROMIUM'] || installed.find((file) => fs.existsSync(file))
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/support/browser-setup.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env['CI'] === 'true',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://127.0.0.1:${process.env['TURNPIKE_E2E_PORT']}`,
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { args: [...flags, ...quiet], ...(executablePath && { executablePath }) },
  },
})
