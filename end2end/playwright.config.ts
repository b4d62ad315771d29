import { defineConfig, devices } from "@playwright/test";

// Journeys run against the release executable, one server with a database of its own for each worker
// (support/server.ts). The browser is the system's: `make test` says where it is.
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  // Journeys are long, and a busy machine makes them longer: what is slow is measured elsewhere.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: !!process.env.CI,
  // A test that passes only the second time is a fault, of the test or of the product.
  retries: 0,
  reporter: process.env.CI ? [["list"]] : [["list"], ["html", { open: "never" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    // Half-faded colours would be judged as if they stayed.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.TIMETHER_E2E_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
