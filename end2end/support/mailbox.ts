// A real SMTP server that keeps what it is handed, and a server of the test's own that sends through it.

import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { expect, test as base } from "./test";
import { startServer } from "./server";

/** Every mail that arrived, newest last. */
export class Mailbox {
  private readonly mails: ParsedMail[] = [];

  private constructor(private readonly smtp: SMTPServer) {}

  /** A mailbox anybody on this machine may hand mail to; `options` makes it as strict as a real one. */
  static async open(options: SMTPServerOptions = { authOptional: true, disabledCommands: ["STARTTLS", "AUTH"] }): Promise<Mailbox> {
    let box: Mailbox;
    const smtp = new SMTPServer({
      ...options,
      onData(stream, _session, done) {
        simpleParser(stream).then(
          (mail) => {
            box.mails.push(mail);
            done();
          },
          (error: Error) => done(error),
        );
      },
    });
    box = new Mailbox(smtp);
    // A client that walks away from the handshake is no fault of the mailbox.
    smtp.on("error", () => undefined);
    await new Promise<void>((ready) => smtp.listen(0, "127.0.0.1", () => ready()));
    return box;
  }

  /** Where the server hands mail over. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.smtp.server.address() as AddressInfo).port;
  }

  /** How many mails with this subject reached this address. */
  count(address: string, subject: string): number {
    return this.find(address, subject).length;
  }

  /** The newest mail to this address with this subject, once it is there. */
  async mail(address: string, subject: string, nth = 1): Promise<ParsedMail> {
    await expect.poll(() => this.count(address, subject), { message: `mail to ${address}: ${subject}`, timeout: 15_000 }).toBeGreaterThanOrEqual(nth);
    return this.find(address, subject).at(-1)!;
  }

  /** The link in that mail. */
  async link(address: string, subject: string, nth = 1): Promise<string> {
    const mail = await this.mail(address, subject, nth);
    const [link] = mail.text?.match(/^http\S+$/m) ?? [];
    expect(link, `a link in ${mail.text}`).toBeDefined();
    // The HTML leads to the same place.
    expect(mail.html).toContain(`href="${link}"`);
    return link!;
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.smtp.close(closed));
  }

  private find(address: string, subject: string): ParsedMail[] {
    return this.mails.filter((mail) => {
      const to = [mail.to ?? []].flat().flatMap((list) => list.value.map((entry) => entry.address));
      return to.includes(address) && mail.subject === subject;
    });
  }
}

/** Like the other specs' `test`, on a server that sends mail. Sign-up waits for its link there, so `person` is of no use. */
export const test = base.extend<object, { mailbox: Mailbox }>({
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.open();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: "worker" },
  ],

  server: [
    async ({ mailbox }, use) => {
      const server = await startServer({ TIMETHER_SMTP_URL: mailbox.url });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 30_000 },
  ],
});
