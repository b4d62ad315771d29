// The `test` that every spec imports: a server of its own for each worker, a person of its own for each test, and pages
// on which any console warning or error, uncaught exception, broken request or accessibility fault fails the test.

import { test as base, expect, type BrowserContext, type BrowserContextOptions, type ConsoleMessage, type Page, type Response } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { signUpByRequest, type Person } from "./people";
import { startServer, type RunningServer } from "./server";

/** What a page said that it should not have. */
export class Complaints {
  private readonly heard: string[] = [];
  private readonly meant: RegExp[] = [];
  /** What the server sent last for an address, and to which browser. */
  private readonly documents = new Map<string, { context: BrowserContext; sent: Response }>();
  /** The addresses of pages whose script could not take over what the server had sent. */
  private readonly dead = new Set<string>();

  /** The test provokes this: it has to be heard before the test ends, and is then no fault. */
  expected(pattern: RegExp): void {
    this.meant.push(pattern);
  }

  /** The test has a form refused; the browser itself reports the status of such an answer as an error. */
  expectedRefusal(): void {
    this.expected(/the server responded with a status of (400|403|404|409|422|429)/);
  }

  /** Listens to every page of a context, those to come too. */
  listenTo(context: BrowserContext, hasScripts: boolean): void {
    const add = (words: string) => {
      // With scripts switched off the browser says that it does not run ours.
      const isAboutSwitch = /preloaded using link preload but not used|^csp for .*\.js$/.test(words);
      if (hasScripts || !isAboutSwitch) this.heard.push(words);
    };
    context.on("console", (message: ConsoleMessage) => {
      if (message.type() === "error" || message.type() === "warning") {
        add(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
      if (/tachys.*hydration/.test(message.text())) this.dead.add(message.page()?.url() ?? "");
    });
    context.on("weberror", (error) => add(`uncaught: ${error.error().message}`));
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      // The browser itself gives up what belongs to the page that is being left.
      if (reason !== "net::ERR_ABORTED") add(`${reason} for ${request.url()}`);
    });
    context.on("response", (response) => {
      if (response.request().isNavigationRequest()) this.documents.set(response.url(), { context, sent: response });
      const isPart = ["script", "stylesheet", "font", "image"].includes(response.request().resourceType());
      if (response.status() >= (isPart ? 400 : 500)) add(`${response.status()} for ${response.url()}`);
    });
  }

  /** Says of each page that did not come alive where the server sends something else the second time, if it does. */
  async compareDead(): Promise<void> {
    const alike = (html: string) => html.replaceAll(/nonce="[^"]*"/g, "").replaceAll(/\d+/g, "0");
    for (const url of this.dead) {
      const document = this.documents.get(url);
      if (!document) continue;
      const first = alike(await document.sent.text());
      const second = alike(await (await document.context.request.get(url)).text());
      let at = 0;
      while (at < first.length && first[at] === second[at]) at += 1;
      const here = (html: string) => html.slice(Math.max(0, at - 200), at + 200);
      this.heard.push(first === second ? `${url} is sent the same again` : `${url} was ${here(first)}\nand now is ${here(second)}`);
    }
  }

  /** Fails for what was heard and not meant, and, in a test that got to its end, for what was meant and not heard. */
  settle(isAtEnd: boolean): void {
    const isMeant = (complaint: string) => this.meant.some((pattern) => pattern.test(complaint));
    expect(this.heard.filter((complaint) => !isMeant(complaint)), "what the pages complained about").toEqual([]);
    for (const pattern of isAtEnd ? this.meant : []) {
      expect(this.heard.some((complaint) => pattern.test(complaint)), `a complaint like ${pattern}`).toBe(true);
    }
  }
}

interface Fixtures {
  complaints: Complaints;
  /** Somebody new, signed in on `page`. */
  person: Person;
  /** Opens another browser: listened to like the first, and closed with the test. */
  anotherBrowser: AnotherBrowser;
  /** A page of another browser. */
  otherPage: Page;
}

export type AnotherBrowser = (options?: BrowserContextOptions) => Promise<BrowserContext>;

export const test = base.extend<Fixtures, { server: RunningServer }>({
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
    async ({ context, javaScriptEnabled }, use, testInfo) => {
      const complaints = new Complaints();
      complaints.listenTo(context, javaScriptEnabled);
      await use(complaints);
      await complaints.compareDead();
      complaints.settle(testInfo.status === testInfo.expectedStatus);
    },
    { auto: true },
  ],

  page: async ({ page, javaScriptEnabled }, use, testInfo) => {
    await use(page);
    // The check is a script itself: where they are switched off, it cannot run.
    const canCheck = javaScriptEnabled && !page.isClosed() && page.url().startsWith("http");
    if (canCheck && testInfo.status === testInfo.expectedStatus) await expectAccessible(page);
  },

  person: async ({ page }, use) => use(await signUpByRequest(page)),

  anotherBrowser: async ({ browser, server, complaints, contextOptions, javaScriptEnabled }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options = {}) => {
      const all = { locale: "en-GB", timezoneId: "Europe/Berlin", ...contextOptions, baseURL: server.url, javaScriptEnabled, ...options };
      const context = await browser.newContext(all);
      complaints.listenTo(context, all.javaScriptEnabled ?? true);
      opened.push(context);
      return context;
    });
    for (const context of opened) await context.close();
  },

  otherPage: async ({ anotherBrowser }, use) => use(await (await anotherBrowser()).newPage()),
});

export { expect, expectAccessible };
export type { Person };
