//! How an app for others gets its token without anybody copying one.

use std::fmt::Write;

use super::html::escape;

/// What such an app does, in the order in which it happens.
const STEPS: [(&str, &str); 3] = [
    (
        "Open the connect page in the person’s browser, with a random <code>code_verifier</code> of 43 to 128 characters kept \
         back and its SHA-256 in base64url as the challenge (PKCE). <code>scope</code> is <code>read</code> or \
         <code>write</code>; <code>client_name</code> is what people read.",
        "GET /connect?response_type=code\n  &client_id=com.example.focus&client_name=Focus\n  \
         &redirect_uri=http://127.0.0.1:51234/callback\n  &code_challenge=…&code_challenge_method=S256\n  \
         &scope=write&state=…",
    ),
    (
        "The person signs in, chooses a workspace and approves. The browser comes to your address with a code that works once, \
         for five minutes; or with <code>error=access_denied</code>. Compare <code>state</code>.",
        "http://127.0.0.1:51234/callback?code=…&state=…&iss=…",
    ),
    (
        "Exchange the code. The answer has the token as <code>access_token</code>, and the <code>workspace_id</code> to send with it.",
        "POST /api/v1/connect/token\nContent-Type: application/x-www-form-urlencoded\n\n\
         grant_type=authorization_code&code=…&code_verifier=…\n  &client_id=com.example.focus\n  \
         &redirect_uri=http://127.0.0.1:51234/callback",
    ),
];

/// Writes the section.
pub(super) fn write(page: &mut String) {
    page.push_str(
        "<section aria-labelledby=\"connecting\"><h2 id=\"connecting\">Apps for others</h2>\
         <p>An app that others use gets its token by asking, as OAuth 2.1 has it for apps that keep no secret; any client library \
         for it will do. No registration is needed. What the server offers stands in \
         <a href=\"/.well-known/oauth-authorization-server\">/.well-known/oauth-authorization-server</a>.</p>",
    );
    for ((words, text), step) in STEPS.iter().zip(1..) {
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "<h3>Step {step}</h3><p>{words}</p><pre tabindex=\"0\" role=\"group\" aria-label=\"Step {step} of connecting\"><code>{}</code></pre>",
            escape(text)
        );
    }
    page.push_str(
        "<ul><li><code>redirect_uri</code> is a port of the person’s own computer (<code>http://127.0.0.1</code>, \
         <code>http://[::1]</code> or <code>http://localhost</code>), a scheme of your own with a dot in it \
         (<code>com.example.focus:/callback</code>), or an <code>https</code> address that the operator of the server lists.</li>\
         <li>The exchange answers errors as OAuth names them, such as <code>invalid_grant</code>. A code that comes twice ends the \
         token it gave.</li>\
         <li>The token works until the person disconnects the app in their account settings, Connections, or somebody revokes it \
         under API Tokens.</li></ul></section>",
    );
}
