// An app on the person's own device, as others write one: it finds out from the server how to ask, listens on a port of this
// computer for the answer, and gets its token with a client library for OAuth that was not written by us.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as oauth from "oauth4webapi";

const insecure = { [oauth.allowInsecureRequests]: true };
const client: oauth.Client = { client_id: "com.example.focus" };

const PAGE = (words: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Focus</title><link rel="icon" href="data:,"></head>
   <body><main><h1>${words}</h1></main></body></html>`;

export interface Granted {
  token: string;
  scope?: string;
  workspace: string;
}

export interface DesktopApp {
  /** Where it listens. */
  url: string;
  /** The address that it opens in the browser. */
  ask: string;
  /** What it gets for the answer it was sent; fails as the library does. */
  grant(): Promise<Granted>;
  /** Ends it. */
  close(): Promise<void>;
}

/** Starts the app, about to ask for this. */
export async function startApp(server: string, scope: "read" | "write", name = "Focus"): Promise<DesktopApp> {
  const issuer = new URL(server);
  const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
  const authority = await oauth.processDiscoveryResponse(issuer, found);

  let answered: URL | undefined;
  const listener = createServer((request, response) => {
    const address = new URL(request.url ?? "/", url);
    answered = address;
    response.setHeader("content-type", "text/html");
    response.end(PAGE(address.searchParams.has("code") ? "Focus is connected" : "Focus was not connected"));
  });
  await new Promise<void>((listening) => listener.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const redirect = `${url}/connected`;

  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const ask = new URL(authority.authorization_endpoint!);
  ask.search = new URLSearchParams({
    response_type: "code",
    client_id: client.client_id,
    client_name: name,
    redirect_uri: redirect,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    scope,
    state,
  }).toString();

  const grant = async (): Promise<Granted> => {
    if (answered === undefined) throw new Error("the app was not answered");
    const params = oauth.validateAuthResponse(authority, client, answered, state);
    const response = await oauth.authorizationCodeGrantRequest(
      authority,
      client,
      oauth.None(),
      params,
      redirect,
      verifier,
      insecure,
    );
    const result = await oauth.processAuthorizationCodeResponse(authority, client, response);
    return { token: result.access_token, scope: result.scope, workspace: String(result.workspace_id) };
  };
  const close = () =>
    new Promise<void>((closed) => {
      listener.close(() => closed());
      listener.closeAllConnections();
    });
  return { url, ask: ask.href, grant, close };
}

/** What the app does with its token first. */
export async function whoAmI(server: string, granted: Granted): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${server}/api/v1/me`, {
    headers: { Authorization: `Bearer ${granted.token}`, "X-Workspace-Id": granted.workspace },
  });
  return { status: answer.status, body: await answer.json() };
}
