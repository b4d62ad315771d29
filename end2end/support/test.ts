// The `test` that every spec imports: a server of its own for each worker, and a page on which any console warning,
// console error, uncaught exception or broken request for a script, style or font fails the test.

import { test as base, expect, type ConsoleMessage, type Page } from "@playwright/test";
import { startServer, type RunningServer } from "./server";

/** What a page said that it should not have; a test that provokes an error empties it of what it expected. */
export interface Complaints {
  /** All so far. */
  list: string[];
  /** Takes those away that match: the test meant them to happen. Fails when there is none. */
  expected(pattern: RegExp): void;
}

function watch(page: Page, list: string[]): void {
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error" || message.type() === "warning") {
      list.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => list.push(`uncaught: ${error.message}`));
  page.on("response", (response) => {
    const kind = response.request().resourceType();
    if (response.status() >= 400 && ["script", "stylesheet", "font", "image"].includes(kind)) {
      list.push(`${response.status()} for ${response.url()}`);
    }
  });
}

export const test = base.extend<{ complaints: Complaints }, { server: RunningServer }>({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 30_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  complaints: [
    async ({ context }, use) => {
      const list: string[] = [];
      context.on("page", (page) => watch(page, list));
      await use({
        list,
        expected(pattern) {
          const rest = list.filter((complaint) => !pattern.test(complaint));
          expect(rest.length, `a complaint that matches ${pattern}`).toBeLessThan(list.length);
          list.splice(0, list.length, ...rest);
        },
      });
      expect(list, "what the pages complained about").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
