//! One throttle for everything that checks a secret: by account and by address, with a growing
//! delay, kept across restarts, never a permanent lock.
//!
//! An attempt is counted before the secret is looked at, so that many at once gain nothing.

use app::error::AppError;
use uuid::Uuid;

use super::sql;
use crate::db::Tx;
use crate::services::Services;

/// Failures that cost nothing, by account and by address.
const FREE_BY_ACCOUNT: i64 = 5;
const FREE_BY_ADDRESS: i64 = 30;
/// The longest delay: 15 minutes.
const LONGEST_DELAY: i64 = 15 * 60;
/// Failures are forgotten after a day without one.
const FORGET_SECONDS: i64 = 24 * 3600;

/// An attempt that was counted; say how it ended.
#[derive(Debug)]
pub struct Attempt {
    account: String,
    address: String,
}

impl Attempt {
    /// How often it failed by account and by address.
    ///
    /// # Errors
    /// `AppError::Throttled` with the seconds to wait until the next one.
    async fn failures(&self, tx: &mut Tx, now: i64) -> Result<(i64, i64), AppError> {
        let by_account = failures(tx, &self.account, now).await?;
        let by_address = failures(tx, &self.address, now).await?;
        let wait = remaining(by_account, FREE_BY_ACCOUNT, now).max(remaining(
            by_address,
            FREE_BY_ADDRESS,
            now,
        ));
        if wait > 0 {
            return Err(AppError::Throttled(wait));
        }
        Ok((by_account.0, by_address.0))
    }
}

impl Services {
    /// Counts an attempt on `account` (any stable word for it) from `address`.
    ///
    /// # Errors
    /// `AppError::Throttled` with the seconds to wait; the attempt then did not count.
    pub async fn begin_attempt(&self, account: &str, address: &str) -> Result<Attempt, AppError> {
        let attempt = Attempt {
            account: format!("account:{account}"),
            address: format!("address:{address}"),
        };
        let now = self.now();
        // Who has to wait anyway takes no writer's turn: guessing holds nobody up.
        let mut tx = self.db.read().await?;
        attempt.failures(&mut tx, now).await?;
        drop(tx);
        let mut tx = self.db.write(Uuid::nil()).await?;
        let (by_account, by_address) = attempt.failures(&mut tx, now).await?;
        sql::set_failures(&mut tx, &attempt.account, by_account + 1, now).await?;
        sql::set_failures(&mut tx, &attempt.address, by_address + 1, now).await?;
        tx.commit().await?;
        Ok(attempt)
    }

    /// The secret was right: the account's failures are forgotten, the address's attempt taken back.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn succeed_attempt(&self, tx: &mut Tx, attempt: &Attempt) -> Result<(), AppError> {
        sql::clear_failures(tx, &attempt.account).await?;
        sql::take_back_failure(tx, &attempt.address).await
    }

    /// The secret was right, but another one is still due: the attempt is taken back, and failures stay counted, so
    /// that the right password does not make room for more guesses at the second factor.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn take_back_attempt(&self, tx: &mut Tx, attempt: &Attempt) -> Result<(), AppError> {
        sql::take_back_failure(tx, &attempt.account).await?;
        sql::take_back_failure(tx, &attempt.address).await
    }

    /// Forgets failures that no longer count.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_throttle(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(Uuid::nil()).await?;
        sql::delete_old_failures(&mut tx, self.now() - FORGET_SECONDS).await?;
        tx.commit().await
    }
}

async fn failures(tx: &mut Tx, subject: &str, now: i64) -> Result<(i64, i64), AppError> {
    Ok(match sql::find_failures(tx, subject).await? {
        Some((count, last)) if now - last < FORGET_SECONDS => (count, last),
        _ => (0, now),
    })
}

/// Seconds until the next attempt: 1, 2, 4 … after the free ones.
fn remaining((count, last): (i64, i64), free: i64, now: i64) -> i64 {
    if count < free {
        return 0;
    }
    let doublings = u32::try_from((count - free).min(20)).unwrap_or(20);
    let delay = (1_i64 << doublings).min(LONGEST_DELAY);
    (last + delay - now).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_a_quarter_of_an_hour() {
        assert_eq!(remaining((4, 100), FREE_BY_ACCOUNT, 100), 0);
        assert_eq!(remaining((5, 100), FREE_BY_ACCOUNT, 100), 1);
        assert_eq!(remaining((8, 100), FREE_BY_ACCOUNT, 100), 8);
        assert_eq!(remaining((8, 100), FREE_BY_ACCOUNT, 107), 1);
        assert_eq!(remaining((8, 100), FREE_BY_ACCOUNT, 108), 0);
        assert_eq!(remaining((500, 100), FREE_BY_ACCOUNT, 100), LONGEST_DELAY);
    }
}
