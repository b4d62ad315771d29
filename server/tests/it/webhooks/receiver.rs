//! Somebody at the other end of a webhook, who behaves as told, and checks signatures by code of their own.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How the receiver answers.
#[derive(Clone, Debug)]
pub enum Manner {
    /// 200.
    Take,
    /// This status, with a few words.
    Refuse(u16),
    /// 302 to there.
    SendTo(String),
    /// 200 after this long.
    Dawdle(Duration),
    /// 200 with an answer that does not end.
    Babble,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether it was signed with this secret, and when.
    pub fn signed_at(&self, secret: &str) -> Option<i64> {
        let (time, signature) = self
            .header("timether-signature")
            .strip_prefix("t=")?
            .split_once(",v1=")?;
        let message = format!("{time}.{}", self.body);
        (hmac_sha256(secret.as_bytes(), message.as_bytes()) == signature)
            .then(|| time.parse().ok())?
    }
}

/// HMAC as RFC 2104 writes it, in hexadecimal.
fn hmac_sha256(key: &[u8], message: &[u8]) -> String {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new()
        .chain_update(padded(0x36))
        .chain_update(message)
        .finalize();
    let outer = Sha256::new()
        .chain_update(padded(0x5c))
        .chain_update(inner)
        .finalize();
    let mut text = String::new();
    for byte in outer {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

#[derive(Debug)]
struct Desk {
    manner: Manner,
    got: Vec<Got>,
}

/// A receiver on an address of its own.
#[derive(Debug)]
pub struct Receiver {
    pub address: SocketAddr,
    desk: Arc<Mutex<Desk>>,
    arrived: Arc<Notify>,
    serving: Option<JoinHandle<()>>,
}

impl Receiver {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut receiver = Self {
            address: listener.local_addr().unwrap(),
            desk: Arc::new(Mutex::new(Desk {
                manner: Manner::Take,
                got: Vec::new(),
            })),
            arrived: Arc::default(),
            serving: None,
        };
        receiver.serve(listener);
        receiver
    }

    fn serve(&mut self, listener: TcpListener) {
        let router = Router::new()
            .fallback(answer)
            .with_state((Arc::clone(&self.desk), Arc::clone(&self.arrived)));
        self.serving = Some(tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        }));
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Answers like this from now on.
    pub fn behave(&self, manner: Manner) {
        self.desk.lock().unwrap().manner = manner;
    }

    /// What came so far.
    pub fn got(&self) -> Vec<Got> {
        self.desk.lock().unwrap().got.clone()
    }

    /// Waits until so much has come.
    pub async fn wait_for(&self, count: usize) {
        let come = async {
            while self.got().len() < count {
                self.arrived.notified().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), come)
            .await
            .expect("nothing came");
    }

    /// The kinds of events that came so far.
    pub fn kinds(&self) -> Vec<String> {
        self.got()
            .iter()
            .map(|got| got.json()["type"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Goes away; nobody listens at its address.
    pub async fn stop(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            assert!(serving.await.unwrap_err().is_cancelled());
        }
    }

    /// Comes back to its address.
    pub async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }
}

async fn answer(
    State((desk, arrived)): State<(Arc<Mutex<Desk>>, Arc<Notify>)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let manner = {
        let mut desk = desk.lock().unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        desk.got.push(Got { headers, body });
        desk.manner.clone()
    };
    arrived.notify_one();
    match manner {
        Manner::Take => "taken".into_response(),
        Manner::Refuse(status) => {
            (StatusCode::from_u16(status).unwrap(), "out of order").into_response()
        }
        Manner::SendTo(url) => (StatusCode::FOUND, [(header::LOCATION, url)]).into_response(),
        Manner::Dawdle(long) => {
            tokio::time::sleep(long).await;
            "taken at last".into_response()
        }
        Manner::Babble => {
            let words = stream::repeat(Ok::<_, std::convert::Infallible>(Bytes::from_static(
                &[b'x'; 1000],
            )));
            Body::from_stream(words).into_response()
        }
    }
}

#[test]
fn the_signature_is_the_one_others_compute() {
    // openssl dgst -sha256 -hmac key
    assert_eq!(
        hmac_sha256(b"key", b"1.hello"),
        "9233658ef5e21fe59dba8abb099c978547d7626f87090a6a585c26a2a98a91f8"
    );
}
