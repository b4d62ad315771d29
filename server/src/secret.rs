//! The server's key: what is secret at rest is encrypted with it, what has to be looked up is hashed with it.

use std::io::ErrorKind;
use std::path::Path;

use app::error::AppError;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::clock::Random;
use crate::config::Config;
use crate::db::{Db, instance};

/// Shortest key an operator may choose, in characters.
const SHORTEST: usize = 32;
/// Fewest different characters in it.
const FEWEST_DISTINCT: usize = 10;
const NONCE_BYTES: usize = 24;
const FILE: &str = "secret.key";

/// Why there is no usable key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operator's key can be guessed.
    #[error(
        "TIMETHER_SECRET_KEY is weak: use at least {SHORTEST} random characters, for instance from `openssl rand -hex 32`"
    )]
    Weak,
    /// It cannot be read or kept.
    #[error("the secret key at {0}: {1}")]
    File(String, std::io::Error),
    /// The database was used with another key.
    #[error(
        "TIMETHER_SECRET_KEY is not the key this database was used with: what was encrypted with that one could not be read"
    )]
    Other,
    /// The database did not answer.
    #[error("{0}")]
    Database(#[from] AppError),
}

/// The server's key.
#[derive(Clone)]
pub struct ServerKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

impl ServerKey {
    /// The operator's key, else the one kept beside the database, else a new one that is kept there.
    ///
    /// # Errors
    /// When it is weak, cannot be kept, or is not the one this database was used with.
    pub async fn load(config: &Config, db: &Db, random: &dyn Random) -> Result<Self, KeyError> {
        let text = match &config.secret_key {
            Some(key) => key.expose().to_owned(),
            None => kept(&config.data_folder(), random)?,
        };
        let key = Self::from_text(&text)?;
        key.must_fit(db).await?;
        Ok(key)
    }

    /// A key made of an operator's text.
    ///
    /// # Errors
    /// `KeyError::Weak` if it is short or repeats itself.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let mut distinct: Vec<char> = text.chars().collect();
        distinct.sort_unstable();
        distinct.dedup();
        if text.chars().count() < SHORTEST || distinct.len() < FEWEST_DISTINCT {
            return Err(KeyError::Weak);
        }
        Ok(Self(derive(text.as_bytes(), "timether")))
    }

    /// Encrypts for this purpose (`two_factor`) and owner (an id): only both together open it again.
    ///
    /// # Errors
    /// `AppError::Internal` if the cipher refuses.
    pub fn seal(
        &self,
        random: &dyn Random,
        purpose: &str,
        owner: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, AppError> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: owner,
        };
        let sealed = self
            .cipher(purpose)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| AppError::Internal)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed for this purpose and owner.
    ///
    /// # Errors
    /// `AppError::Internal` if it was changed, or sealed for something else or with another key.
    pub fn open(
        &self,
        purpose: &str,
        owner: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, AppError> {
        self.open_strangers(purpose, owner, sealed).ok_or_else(|| {
            tracing::error!(purpose, "something encrypted cannot be read with this key");
            AppError::Internal
        })
    }

    /// The same of what came from outside, where anybody may have made it up.
    #[must_use]
    pub fn open_strangers(
        &self,
        purpose: &str,
        owner: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: sealed,
            aad: owner,
        };
        let opened = self.cipher(purpose).decrypt(&XNonce::from(*nonce), payload);
        opened.ok().map(Zeroizing::new)
    }

    /// A keyed hash for short secrets that have to be found again, such as recovery codes.
    #[must_use]
    pub fn fingerprint(&self, purpose: &str, owner: &[u8], secret: &[u8]) -> Vec<u8> {
        let info = [owner, b"/", secret].concat();
        let key = derive(self.0.as_slice(), purpose);
        derive_with(key.as_slice(), &info).to_vec()
    }

    fn cipher(&self, purpose: &str) -> XChaCha20Poly1305 {
        let key = derive(self.0.as_slice(), purpose);
        XChaCha20Poly1305::new((&*key).into())
    }

    /// Refuses a key other than the one the database was used with first.
    async fn must_fit(&self, db: &Db) -> Result<(), KeyError> {
        let mark = crate::auth::session::hex(&self.fingerprint("instance", b"", b"key"));
        let mut tx = db.write(uuid::Uuid::nil()).await?;
        let known = instance::remember(&mut tx, "key_mark", &mark).await?;
        tx.commit().await?;
        if known == mark {
            Ok(())
        } else {
            Err(KeyError::Other)
        }
    }
}

fn derive(secret: &[u8], purpose: &str) -> Zeroizing<[u8; 32]> {
    derive_with(secret, purpose.as_bytes())
}

fn derive_with(secret: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    // 32 bytes are always to be had of SHA-256.
    let _ = Hkdf::<Sha256>::new(Some(b"timether"), secret).expand(info, key.as_mut_slice());
    key
}

/// The key in the folder's file, made on first use and readable by this user alone.
fn kept(folder: &Path, random: &dyn Random) -> Result<String, KeyError> {
    let path = folder.join(FILE);
    let named = |error| KeyError::File(path.display().to_string(), error);
    std::fs::create_dir_all(folder).map_err(named)?;
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    match write_new(&path, &crate::auth::session::hex(&bytes)) {
        Ok(()) => {
            tracing::info!(path = %path.display(), "made a secret key; keep it with your backups");
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(named(error)),
    }
    std::fs::read_to_string(&path).map_err(named)
}

#[cfg(unix)]
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    fn key() -> ServerKey {
        ServerKey::from_text("0123456789abcdef0123456789abcdef").unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_owner_only() {
        let sealed = key().seal(&SystemRandom, "seed", b"ada", b"hush").unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"hush"));
        assert_eq!(*key().open("seed", b"ada", &sealed).unwrap(), b"hush");
        assert!(key().open("mail", b"ada", &sealed).is_err());
        assert!(key().open("seed", b"bob", &sealed).is_err());
        let other = ServerKey::from_text("fedcba9876543210fedcba9876543210").unwrap();
        assert!(other.open("seed", b"ada", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key().open("seed", b"ada", &changed).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_weak_key_is_refused() {
        for text in ["", "short", &"a".repeat(64), &"ab".repeat(32)] {
            assert!(
                matches!(ServerKey::from_text(text), Err(KeyError::Weak)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_key_is_made_once_and_for_this_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = kept(folder.path(), &SystemRandom).unwrap();
        assert_eq!(kept(folder.path(), &SystemRandom).unwrap(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(FILE))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
