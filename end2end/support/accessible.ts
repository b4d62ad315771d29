// What WCAG 2.0 to 2.2, A and AA, asks of a page, as far as a program can check it.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Fails with every rule the page breaks and the elements that break it. */
export async function expectAccessible(page: Page): Promise<void> {
  // Legacy mode checks in the page itself; the other way opens a page more for nothing, as there are no frames here.
  const found = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode(true).analyze();
  const faults = found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary?.replaceAll(/\s+/g, " ")}`),
  );
  expect(faults, `accessibility of ${page.url()}`).toEqual([]);
}

/** Fails when the page can be scrolled sideways, with what sticks out. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const outside = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} ends at ${element.getBoundingClientRect().right}`)
      .slice(0, 12);
  });
  expect(outside, `what sticks out of ${page.url()}`).toEqual([]);
}
