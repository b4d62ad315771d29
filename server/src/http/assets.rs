//! Script, module, style and fonts out of the executable, named by their contents and kept for good.
//! What gains by it is embedded as brotli alone, and unpacked once somebody comes who does not take that.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::auth::session::hex;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[exclude = "*.js"]
#[exclude = "*.wasm"]
#[exclude = "*.css"]
#[exclude = "*.txt"]
#[allow_missing = true]
struct Site;

/// What had to be unpacked so far.
static UNPACKED: LazyLock<Mutex<HashMap<String, Bytes>>> = LazyLock::new(Mutex::default);

/// The hash over everything embedded: the folder the browser finds it under.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Site::iter().collect();
    names.sort_unstable();
    let mut hasher = Sha256::new();
    for name in names {
        if let Some(file) = Site::get(&name) {
            hasher.update(name.as_bytes());
            hasher.update(file.metadata.sha256_hash());
        }
    }
    hex(&hasher.finalize()[..8])
});

/// `/assets/<hash>`: where this build's files are.
#[must_use]
pub fn base() -> String {
    format!("/assets/{}", *HASH)
}

/// One embedded file, compressed where the browser takes brotli.
pub async fn serve(Path((hash, name)): Path<(String, String)>, request: HeaderMap) -> Response {
    let Some(kind) = content_type(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let takes_brotli = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|part| part.trim().starts_with("br")));
    let (bytes, is_packed) = match Site::get(&format!("{name}.br")) {
        Some(packed) if takes_brotli => (Some(packed.data.into_owned().into()), true),
        Some(packed) => (unpack(name, packed.data).await, false),
        None => (
            Site::get(&name).map(|file| file.data.into_owned().into()),
            false,
        ),
    };
    let Some(bytes) = bytes else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // An older page may ask for an older build: it gets today's, but does not keep it.
    let caching = if hash == *HASH {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// The file as it was before it was packed.
async fn unpack(name: String, packed: Cow<'static, [u8]>) -> Option<Bytes> {
    let known = || UNPACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bytes) = known().get(&name) {
        return Some(bytes.clone());
    }
    let unpacking = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        brotli_decompressor::Decompressor::new(packed.as_ref(), 64 * 1024)
            .read_to_end(&mut bytes)
            .map(|_| Bytes::from(bytes))
    });
    let bytes = unpacking.await.ok()?.ok()?;
    known().insert(name, bytes.clone());
    Some(bytes)
}

fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_packed_is_unpacked_whole() {
        let packed: &[u8] = &[
            27, 59, 0, 248, 141, 212, 94, 179, 137, 46, 172, 26, 68, 65, 76, 110, 147, 149, 237,
            245, 73, 65, 60, 177, 167, 70, 184, 136, 36, 134, 199, 197, 13,
        ];
        for _ in 0..2 {
            let bytes = unpack("a.css".to_owned(), packed.into()).await.unwrap();
            assert_eq!(bytes, "body { color: red }\n".repeat(3));
        }
        assert_eq!(
            unpack("b.css".to_owned(), packed[..20].into()).await,
            None,
            "half a file is none"
        );
    }
}
