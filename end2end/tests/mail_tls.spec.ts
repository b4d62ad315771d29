// Mail over TLS, from the first byte and by STARTTLS, with a name and a password; and none to a server nobody vouches for.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIRequestContext } from "@playwright/test";
import type { SMTPServerOptions } from "smtp-server";
import { expect, test as base } from "../support/test";
import { Mailbox } from "../support/mailbox";
import { startServer } from "../support/server";
import { somebody, type Person } from "../support/people";

const USER = "timether";
const PASSWORD = "a lock of its own";
const SUBJECT = "Confirm your e-mail address";

/** A certificate for `localhost`, and the authority that signed it. */
interface Certificate {
  authority: string;
  key: string;
  cert: string;
}

const test = base.extend<object, { certificate: Certificate }>({
  certificate: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "timether-tls-"));
      const at = (name: string) => join(folder, name);
      const openssl = (...words: string[]) => execFileSync("openssl", words, { stdio: "pipe" });
      openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority", "-keyout", at("ca.key"), "-out", at("ca.pem"));
      openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", at("key.pem"), "-out", at("request.pem"));
      openssl("x509", "-req", "-days", "2", "-copy_extensions", "copy", "-in", at("request.pem"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-out", at("cert.pem"));
      await use({ authority: at("ca.pem"), key: readFileSync(at("key.pem"), "utf8"), cert: readFileSync(at("cert.pem"), "utf8") });
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
});

function strict({ key, cert }: Certificate, secure: boolean): SMTPServerOptions {
  return {
    key,
    cert,
    secure,
    authMethods: ["PLAIN", "LOGIN"],
    onAuth({ username, password }, _session, done) {
      const known = username === USER && password === PASSWORD;
      done(known ? null : new Error("who is that?"), known ? { user: USER } : undefined);
    },
  };
}

/** Signs somebody up as a form does; the answer is a mail. */
async function signUp(request: APIRequestContext, url: string): Promise<Person> {
  const person = somebody();
  const answer = await request.post(`${url}/fn/sign_up`, {
    form: { "account[name]": person.name, "account[email]": person.email, "account[password]": person.password },
    headers: { accept: "application/json" },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return person;
}

for (const [words, scheme, secure, query] of [
  ["from the first byte", "smtps", true, ""],
  ["by STARTTLS", "smtp", false, "?tls=required"],
] as const) {
  test(`mail goes over TLS ${words}`, async ({ request, certificate }) => {
    const mailbox = await Mailbox.open(strict(certificate, secure));
    const place = `${scheme}://${USER}:${encodeURIComponent(PASSWORD)}@localhost:${mailbox.port}${query}`;
    const server = await startServer({ TIMETHER_SMTP_URL: place, SSL_CERT_FILE: certificate.authority });
    const person = await signUp(request, server.url);
    expect(await mailbox.link(person.email, SUBJECT)).toContain("/email/verify?token=");
    const log = await server.log();
    expect(log).not.toContain(PASSWORD);
    await server.stop();
    await mailbox.close();
  });
}

test("nothing is handed to a server whose certificate nobody vouches for", async ({ request, certificate }) => {
  const mailbox = await Mailbox.open(strict(certificate, true));
  const place = `smtps://${USER}:${encodeURIComponent(PASSWORD)}@localhost:${mailbox.port}`;
  const server = await startServer({ TIMETHER_SMTP_URL: place });
  const person = await signUp(request, server.url);
  await expect.poll(async () => await server.log(), { timeout: 15_000 }).toMatch(/UnknownIssuer|certificate.*could not be sent and is tried again|could not be sent and is tried again.*certificate/i);
  expect(mailbox.count(person.email, SUBJECT)).toBe(0);
  await server.stop();
  await mailbox.close();
});
