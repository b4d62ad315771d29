// Signing up, in and out, and the account's own settings.

import { expect, test } from "../support/test";
import { alive, expectBeside, open, signOut } from "../support/pages";
import { signIn, signUpByRequest, somebody } from "../support/people";

test("a new person signs up and arrives at the timer", async ({ page }) => {
  const maya = somebody();
  await open(page, "/signup");
  await page.getByLabel("Name").fill(maya.name);
  await page.getByLabel("Email").fill(maya.email);
  await page.getByLabel("Password", { exact: true }).fill(maya.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/timer");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("No time entries yet", { exact: true })).toBeVisible();
  await expect(page).toHaveTitle("Timer · Timether");

  await test.step("and stays signed in", async () => {
    await page.reload();
    await alive(page);
    await expect(page.getByRole("button", { name: "Start", exact: true })).toBeVisible();
    await page.goto("/login");
    await page.waitForURL("**/timer");
  });
});

test("an empty server offers sign-up, a used one sign-in", async ({ page, otherPage }) => {
  await signUpByRequest(otherPage);
  await page.goto("/");
  await page.waitForURL("**/login");
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.waitForURL("**/signup");
});

test("every field of the sign-up page says what is wrong with it", async ({ page, complaints }) => {
  complaints.expectedRefusal();
  await open(page, "/signup");
  await page.getByLabel("Name").fill("  ");
  await page.getByLabel("Email").fill("maya@example");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expectBeside(page.getByLabel("Name"), /Enter a name/);
  await expectBeside(page.getByLabel("Password", { exact: true }), /at least 10 characters/);

  await test.step("an address has one account", async () => {
    const maya = await signUpByRequest(page);
    await page.context().clearCookies();
    await page.getByLabel("Name").fill("Maya Again");
    await page.getByLabel("Email").fill(maya.email.toUpperCase());
    await page.getByLabel("Password", { exact: true }).fill("another long password");
    await page.getByRole("button", { name: "Create account" }).click();
    await expectBeside(page.getByLabel("Email"), /There is an account with this e-mail address/);
    await expect(page).toHaveURL(/\/signup$/);
  });
});

test("a person signs out and in again", async ({ page, person }) => {
  await open(page, "/timer");
  await signOut(page, person.name);
  await page.goto("/timer");
  await page.waitForURL("**/login");
  await alive(page);
  await signIn(page, person);
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText(person.name);
});

test("a wrong password is refused and tells nothing", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await page.context().clearCookies();
  await open(page, "/login");
  const words = "E-mail address and password do not match.";
  for (const [email, password] of [
    [person.email, "not the password"],
    [`nobody-${person.email}`, person.password],
  ]) {
    await page.getByLabel("Email").fill(email!);
    await page.getByLabel("Password", { exact: true }).fill(password!);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expectBeside(page.getByLabel("Password", { exact: true }), words);
    await expect(page).toHaveURL(/\/login$/);
  }
});

test("too many wrong passwords have to wait", async ({ page, person, complaints }) => {
  complaints.expectedRefusal();
  await page.context().clearCookies();
  await open(page, "/login");
  await page.getByLabel("Email").fill(person.email);
  await expect(async () => {
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText(/Too many attempts\. Try again in/)).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test("signing out ends it on every page of the browser", async ({ page, person }) => {
  await open(page, "/clients");
  const second = await page.context().newPage();
  await open(second, "/timer");
  await signOut(second, person.name);
  await second.close();
  await page.reload();
  await page.waitForURL("**/login");
});

test("account settings are kept", async ({ page, person }) => {
  await open(page, "/profile");
  await expect(page.getByRole("main")).toContainText(`Your address is ${person.email}`);
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Berlin");
  await page.getByLabel("Name").fill("Maya K.");
  await page.getByLabel("Time zone").selectOption("America/New_York");
  await page.getByLabel("Week starts on").selectOption({ label: "Sunday" });
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Account settings saved")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText("Maya K.");

  await page.reload();
  await alive(page);
  await expect(page.getByLabel("Name")).toHaveValue("Maya K.");
  await expect(page.getByLabel("Time zone")).toHaveValue("America/New_York");
  await expect(page.getByLabel("Week starts on")).toHaveValue("sunday");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
});
