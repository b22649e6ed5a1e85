import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

const MOCK = process.env.MOCK_URL ?? "http://localhost:8000";
const PAGE = process.env.PAGE_URL ?? "http://localhost:5173";
// Debian's browser, or Google's; if there is none, the one that `npx playwright install chromium` downloads
const BROWSER = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);

export default defineConfig({
  testDir: "tests",
  fullyParallel: true, // each test has a world of its own, so one server serves all workers
  forbidOnly: !!process.env.CI,
  reporter: "list",
  timeout: 120_000, // a busy machine of a CI is slow; what is awaited ends a test, not time
  expect: { timeout: 30_000 },
  use: {
    baseURL: PAGE,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: BROWSER,
      args: ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
      chromiumSandbox: process.getuid?.() !== 0, // root has none
    },
  },
  webServer: [
    {
      command: `mockserver serve --quiet --port ${new URL(MOCK).port} ../parcels.yaml`,
      url: `${MOCK}/_mock/health`,
      timeout: 120_000,
      reuseExistingServer: true,
    },
    {
      command: `npx vite --port ${new URL(PAGE).port} --strictPort`,
      url: PAGE,
      timeout: 120_000,
      env: { MOCK_URL: MOCK },
      reuseExistingServer: true,
    },
  ],
});
