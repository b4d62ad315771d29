//! Password hashes: argon2id on a bounded number of threads.

use std::sync::Arc;
use std::time::Duration;

use app::error::AppError;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{Semaphore, TryAcquireError};

use crate::clock::Random;

/// Memory in KiB, passes and lanes of a new hash (OWASP's first recommendation).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
/// So many may wait for a thread, and so long; whoever comes then is told to come again.
const WAITING: usize = 128;
const PATIENCE: Duration = Duration::from_secs(20);

/// Hashes and verifies passwords; at most as many at once as there are permits.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    random: Arc<dyn Random>,
    permits: Arc<Semaphore>,
    /// One for everybody inside: those who work and those who wait.
    places: Arc<Semaphore>,
    /// Verified where there is no account, so that both cases take as long.
    decoy: Arc<str>,
}

impl PasswordHasher {
    /// A hasher that runs on at most `threads` threads at once.
    ///
    /// # Errors
    /// `AppError::Internal` if argon2 refuses its parameters.
    pub fn new(random: Arc<dyn Random>, threads: usize) -> Result<Self, AppError> {
        let decoy = hash_now(random.as_ref(), "no account has this password")?;
        Ok(Self {
            random,
            permits: Arc::new(Semaphore::new(threads)),
            places: Arc::new(Semaphore::new(threads + WAITING)),
            decoy: decoy.into(),
        })
    }

    /// The PHC string of a new hash.
    ///
    /// # Errors
    /// `AppError::Internal` if hashing fails, `AppError::Unavailable` if too many wait.
    pub async fn hash(&self, password: String) -> Result<String, AppError> {
        let random = Arc::clone(&self.random);
        self.run(move || hash_now(random.as_ref(), &password)).await
    }

    /// Whether `password` is the one behind `hash`; without a hash it takes as long and is false.
    ///
    /// # Errors
    /// `AppError::Internal` if the hash cannot be read, `AppError::Unavailable` if too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, AppError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let matches = self.run(move || verify_now(&password, &hash)).await?;
        Ok(known && matches)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let _place = self.places.try_acquire().map_err(|error| {
            if error == TryAcquireError::NoPermits {
                tracing::warn!("too many passwords wait to be checked");
            }
            AppError::Unavailable
        })?;
        let _permit = tokio::time::timeout(PATIENCE, self.permits.acquire())
            .await
            .map_err(|_| AppError::Unavailable)?
            .map_err(|_| AppError::Unavailable)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| AppError::Internal)?
    }
}

/// Whether a hash was made with less than a new one is made with: worth replacing while the password is at hand.
#[must_use]
pub fn needs_rehash(hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    let Ok(params) = Params::try_from(&hash) else {
        return false;
    };
    hash.algorithm.as_str() != Algorithm::Argon2id.as_str()
        || params.m_cost() < MEMORY_KIB
        || params.t_cost() < PASSES
}

fn argon2() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| AppError::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(random: &dyn Random, password: &str) -> Result<String, AppError> {
    let mut salt = [0; SALT_BYTES];
    random.fill(&mut salt);
    argon2()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| {
            tracing::error!(%error, "cannot hash a password");
            AppError::Internal
        })
}

fn verify_now(password: &str, hash: &str) -> Result<bool, AppError> {
    let hash = PasswordHash::new(hash).map_err(|error| {
        tracing::error!(%error, "a stored password hash cannot be read");
        AppError::Internal
    })?;
    Ok(Argon2::default()
        .verify_password(password.as_bytes(), &hash)
        .is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    #[tokio::test]
    async fn a_password_is_verified_and_its_hash_is_salted() {
        let hasher = PasswordHasher::new(Arc::new(SystemRandom), 2).unwrap();
        let first = hasher.hash("correct horse".into()).await.unwrap();
        let second = hasher.hash("correct horse".into()).await.unwrap();
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(first, second);
        assert!(
            hasher
                .verify("correct horse".into(), Some(first.clone()))
                .await
                .unwrap()
        );
        assert!(
            !hasher
                .verify("wrong horse".into(), Some(first))
                .await
                .unwrap()
        );
        assert!(
            !hasher
                .verify("no account has this password".into(), None)
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn only_so_many_wait() {
        let hasher = PasswordHasher::new(Arc::new(SystemRandom), 1).unwrap();
        let _working = hasher.permits.acquire().await.unwrap();
        let _waiting = hasher
            .places
            .acquire_many(1 + u32::try_from(WAITING).unwrap())
            .await
            .unwrap();
        let refused = hasher.hash("correct horse".into()).await;
        assert_eq!(refused, Err(AppError::Unavailable));
    }

    #[test]
    fn a_cheaper_hash_is_replaced() {
        let now = hash_now(&SystemRandom, "correct horse").unwrap();
        assert!(!needs_rehash(&now));
        for cheaper in ["m=4096,t=2", "m=19456,t=1"] {
            assert!(
                needs_rehash(&now.replace("m=19456,t=2", cheaper)),
                "{cheaper}"
            );
        }
        assert!(needs_rehash(&now.replace("argon2id", "argon2i")));
        assert!(!needs_rehash("not a hash"));
    }
}
