//! Recovery codes: ten at a time, each worth one sign-in, stored as keyed hashes.

use app::error::AppError;
use app::two_factor::RecoveryCodes;
use app::two_factor::rules::{
    RECOVERY_ALPHABET, RECOVERY_CODES, RECOVERY_LETTERS, normal_recovery_code,
};
use app::values::UserId;

use super::sql;
use crate::db::Tx;
use crate::services::Services;

const PURPOSE: &str = "recovery_codes";

impl Services {
    /// Makes new recovery codes; the old ones are worth nothing any more.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) async fn replace_recovery_codes(
        &self,
        tx: &mut Tx,
        user: UserId,
    ) -> Result<RecoveryCodes, AppError> {
        sql::delete_recovery_codes(tx, user).await?;
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let code = self.new_recovery_code();
            sql::insert_recovery_code(tx, user, &self.recovery_hash(user, &code)).await?;
            codes.push(code);
        }
        Ok(RecoveryCodes(codes))
    }

    /// Uses a recovery code up: how many are left, or `None` if it is none of this person's.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) async fn use_recovery_code(
        &self,
        tx: &mut Tx,
        user: UserId,
        code: &str,
    ) -> Result<Option<i64>, AppError> {
        let hash = self.recovery_hash(user, code);
        if !sql::use_recovery_code(tx, user, &hash, self.now()).await? {
            return Ok(None);
        }
        sql::count_recovery_codes(tx, user).await.map(Some)
    }

    fn recovery_hash(&self, user: UserId, code: &str) -> Vec<u8> {
        let code = normal_recovery_code(code);
        self.key
            .fingerprint(PURPOSE, user.uuid().as_bytes(), code.as_bytes())
    }

    /// `k7q2m-x04tz`: 50 random bits.
    fn new_recovery_code(&self) -> String {
        let mut bytes = [0; RECOVERY_LETTERS];
        self.random.fill(&mut bytes);
        let mut code = String::with_capacity(RECOVERY_LETTERS + 1);
        for (at, byte) in bytes.into_iter().enumerate() {
            if at == RECOVERY_LETTERS / 2 {
                code.push('-');
            }
            // 32 letters: every one is as likely as the next.
            let letter = RECOVERY_ALPHABET[usize::from(byte) % RECOVERY_ALPHABET.len()];
            code.push(char::from(letter));
        }
        code
    }
}
