//! The browser's half of a ceremony: its own dialogs make a passkey or use one.

use crate::error::AppError;

/// Makes a passkey from the server's options; the answer is the credential as JSON, `None` if the person chose not to.
///
/// # Errors
/// `AppError::Transport` in words, where the browser cannot.
#[cfg(feature = "hydrate")]
pub async fn make(options: &str) -> Result<Option<String>, AppError> {
    inner::run("create", "parseCreationOptionsFromJSON", options).await
}

/// Uses a passkey as the server's options say; the answer is the credential as JSON, `None` if the person chose not to.
///
/// # Errors
/// `AppError::Transport` in words, where the browser cannot.
#[cfg(feature = "hydrate")]
pub async fn answer(options: &str) -> Result<Option<String>, AppError> {
    inner::run("get", "parseRequestOptionsFromJSON", options).await
}

/// Passkeys are the browser's part.
///
/// # Errors
/// Always.
#[cfg(not(feature = "hydrate"))]
pub async fn make(_options: &str) -> Result<Option<String>, AppError> {
    std::future::ready(Err(AppError::Internal)).await
}

/// Passkeys are the browser's part.
///
/// # Errors
/// Always.
#[cfg(not(feature = "hydrate"))]
pub async fn answer(_options: &str) -> Result<Option<String>, AppError> {
    std::future::ready(Err(AppError::Internal)).await
}

/// The address the page stands at, such as `http://localhost:3000`; `None` on the server.
#[must_use]
pub fn page_address() -> Option<String> {
    if cfg!(feature = "hydrate") {
        leptos::prelude::window().location().origin().ok()
    } else {
        None
    }
}

#[cfg(feature = "hydrate")]
mod inner {
    use js_sys::{Function, JSON, Object, Promise, Reflect};
    use leptos::prelude::window;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    use crate::error::AppError;

    pub(super) async fn run(
        method: &str,
        parser: &str,
        options: &str,
    ) -> Result<Option<String>, AppError> {
        let promise = begin(method, parser, options).map_err(|_| cannot())?;
        let credential = match JsFuture::from(promise).await {
            Ok(credential) if credential.is_object() => credential,
            Ok(_) => return Ok(None),
            Err(error) => return refused(&error),
        };
        let json = call(&credential, "toJSON", None).map_err(|_| cannot())?;
        let text = JSON::stringify(&json).map_err(|_| cannot())?;
        Ok(text.as_string())
    }

    fn begin(method: &str, parser: &str, options: &str) -> Result<Promise, JsValue> {
        let class = Reflect::get(window().as_ref(), &"PublicKeyCredential".into())?;
        let options = call(&class, parser, Some(&JSON::parse(options)?))?;
        let request = Object::new();
        Reflect::set(&request, &"publicKey".into(), &options)?;
        let credentials = Reflect::get(window().navigator().as_ref(), &"credentials".into())?;
        call(&credentials, method, Some(&request))?.dyn_into()
    }

    fn call(target: &JsValue, name: &str, argument: Option<&JsValue>) -> Result<JsValue, JsValue> {
        let function: Function = Reflect::get(target, &name.into())?.dyn_into()?;
        match argument {
            Some(argument) => function.call1(target, argument),
            None => function.call0(target),
        }
    }

    fn cannot() -> AppError {
        AppError::Transport("This browser cannot use passkeys here.".into())
    }

    /// Why the browser made or used none; its own words help nobody.
    fn refused(error: &JsValue) -> Result<Option<String>, AppError> {
        let name = Reflect::get(error, &"name".into())
            .ok()
            .and_then(|name| name.as_string());
        match name.as_deref() {
            // Cancelled, or nobody came.
            Some("NotAllowedError" | "AbortError") => Ok(None),
            Some("InvalidStateError") => Err(AppError::Transport(
                "There is a passkey for this account on this device already.".into(),
            )),
            Some("SecurityError") => Err(AppError::Transport(
                "Passkeys do not work at this address.".into(),
            )),
            _ => Err(cannot()),
        }
    }
}
