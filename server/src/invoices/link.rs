//! The address under which a client sees an invoice without an account: made, shown again, ended.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::invoices::rules::not_to_be_shown;
use app::values::InvoiceId;
use sha2::{Digest, Sha256};

use super::records::activity;
use super::sql::links;
use crate::db::Tx;
use crate::services::Services;

/// What the server's key seals links for.
const PURPOSE: &str = "invoice_link";
/// Hexadecimal digits of a link's token.
const TOKEN_CHARS: usize = 64;

/// Whether a text is written as a link's token is.
pub(super) fn is_token(text: &str) -> bool {
    text.len() == TOKEN_CHARS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What stands in the table instead of the token.
pub(super) fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Where a token leads, on this server.
pub(super) fn path_of(token: &str) -> String {
    format!("/i/{token}")
}

impl Services {
    /// Where the invoice's client sees it, if somebody made that address.
    pub(crate) async fn find_invoice_link(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvoiceId,
    ) -> Result<Option<String>, AppError> {
        actor.must(Permission::ReadInvoices)?;
        let Some(sealed) = links::find_sealed(tx, actor.workspace_id, id).await? else {
            return Ok(None);
        };
        let plain = self.key.open(PURPOSE, id.uuid().as_bytes(), &sealed)?;
        let token = std::str::from_utf8(&plain).map_err(|_| AppError::Internal)?;
        Ok(Some(self.address_of(&path_of(token))))
    }

    /// Makes that address, inside its caller's transaction; one that is there stays.
    pub(crate) async fn link_invoice(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvoiceId,
    ) -> Result<String, AppError> {
        actor.must(Permission::ManageInvoices)?;
        let invoice = self.read_invoice(tx, actor, id).await?;
        if !invoice.can_be_shown() {
            return Err(not_to_be_shown(&invoice.number, invoice.status));
        }
        if let Some(link) = self.find_invoice_link(tx, actor, id).await? {
            return Ok(link);
        }
        let token = self.new_token();
        let sealed = self.key.seal(
            self.random.as_ref(),
            PURPOSE,
            id.uuid().as_bytes(),
            token.as_bytes(),
        )?;
        let (workspace, hash) = (actor.workspace_id, hash_of(&token));
        links::insert(tx, workspace, id, &hash, &sealed, self.now()).await?;
        self.record(tx, actor, activity("invoice.shared", &invoice))
            .await?;
        Ok(self.address_of(&path_of(&token)))
    }

    /// Ends that address, inside its caller's transaction.
    pub(crate) async fn unlink_invoice(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvoiceId,
    ) -> Result<(), AppError> {
        actor.must(Permission::EndShares)?;
        let invoice = self.read_invoice(tx, actor, id).await?;
        if links::delete(tx, actor.workspace_id, id).await? {
            self.record(tx, actor, activity("invoice.unshared", &invoice))
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_known_by_their_look() {
        assert!(is_token(&"0f".repeat(32)));
        for text in ["", "0f", &"g".repeat(64), &"0".repeat(65)] {
            assert!(!is_token(text), "{text}");
        }
    }
}
