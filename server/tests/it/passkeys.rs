//! Passkeys, as far as they go without an authenticator; the ceremonies themselves are tested in the browser.

use app::passkeys::server_fns::{
    AddPasskey, BeginPasskey, BeginPasskeySignIn, BeginPasskeyVerification, ListPasskeys,
    RemovePasskey, RenamePasskey, SignInWithPasskey, VerifyWithPasskey,
};
use serde_json::Value;

use crate::on_both_databases;
use crate::support::PASSWORD;

const NAME: &str = "passkey[name]";
const CURRENT: &str = "passkey[current_password]";
const CREDENTIAL: &str = "passkey[credential]";

on_both_databases! {
    /// A name, and the password where it is due; the options ask for a key that is found without an address.
    async fn adding_one_begins_with_name_and_password(app: &TestApp) {
        let maya = app.person("Maya").await;
        let state = maya.call::<ListPasskeys>(&[]).await.ok();
        assert_eq!(state["address"], "http://localhost:3000");
        assert_eq!(maya.call::<BeginPasskey>(&[(NAME, " ")]).await.refused_fields(), ["name"]);
        let ceremony = maya.call::<BeginPasskey>(&[(NAME, "Phone")]).await.ok();
        let options: Value = serde_json::from_str(ceremony["options"].as_str().unwrap()).unwrap();
        assert_eq!(options["rp"]["id"], "localhost");
        assert_eq!(options["user"]["name"], "maya@example.com");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        app.clock.advance(600);
        assert_eq!(maya.call::<BeginPasskey>(&[(NAME, "Phone")]).await.refused_fields(), ["current_password"]);
        maya.call::<BeginPasskey>(&[(NAME, "Phone"), (CURRENT, PASSWORD)]).await.ok();
    }

    /// What the browser never sent, or sent to another ceremony, adds nothing and opens nothing.
    async fn nonsense_is_refused(app: &TestApp) {
        let maya = app.person("Maya").await;
        let huge = "x".repeat(100_000);
        for credential in ["", "{}", "null", huge.as_str()] {
            maya.call::<BeginPasskey>(&[(NAME, "Phone")]).await.ok();
            assert_eq!(maya.call::<AddPasskey>(&[(CREDENTIAL, credential)]).await.status, 409);
        }
        assert_eq!(maya.call::<ListPasskeys>(&[]).await.ok()["passkeys"], serde_json::json!([]));
        let nobody = app.anonymous();
        let ceremony = nobody.call::<BeginPasskeySignIn>(&[]).await.ok();
        let token = ceremony["token"].as_str().unwrap();
        assert_eq!(token.len(), 64);
        let answer = nobody.call::<SignInWithPasskey>(&[("passkey[token]", token), (CREDENTIAL, "{}")]).await;
        assert_eq!(answer.status, 409);
        assert_eq!(nobody.call::<BeginPasskeyVerification>(&[]).await.status, 401);
        assert_eq!(nobody.call::<VerifyWithPasskey>(&[(CREDENTIAL, "{}")]).await.status, 401);
        assert_eq!(nobody.call::<ListPasskeys>(&[]).await.status, 401);
        assert_eq!(nobody.call::<BeginPasskey>(&[(NAME, "Phone")]).await.status, 401);
    }

    /// What is not there cannot be renamed or removed.
    async fn anothers_passkey_is_none(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = "0195d3c0-0000-7000-8000-000000000000";
        for id in [id, "", "1"] {
            assert_eq!(maya.call::<RenamePasskey>(&[("passkey[id]", id), (NAME, "Mine")]).await.status, 404);
            assert_eq!(maya.call::<RemovePasskey>(&[("passkey[id]", id)]).await.status, 404);
        }
    }
}
