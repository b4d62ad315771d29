//! The use case of the account's own log.

use app::access::Actor;
use app::error::AppError;
use app::security_log::{PAGE_LINES, SecurityEvent, SecurityLine, SecurityLog, SecurityPage};
use app::sessions::Device;
use async_trait::async_trait;
use uuid::Uuid;

use super::sql;
use crate::local_time::Zone;
use crate::services::Services;
use crate::sessions::moment;

#[async_trait]
impl SecurityLog for Services {
    async fn list_security_log(
        &self,
        actor: &Actor,
        cursor: Option<String>,
    ) -> Result<SecurityPage, AppError> {
        let before = cursor.and_then(|cursor| Uuid::try_parse(&cursor).ok());
        let mut tx = self.db.read().await?;
        // One more tells whether there are older ones.
        let limit = i64::try_from(PAGE_LINES + 1).unwrap_or(i64::MAX);
        let mut rows = sql::list_lines(&mut tx, actor.user_id, before, limit).await?;
        drop(tx);
        let has_older = rows.len() > PAGE_LINES;
        rows.truncate(PAGE_LINES);
        let older = rows
            .last()
            .filter(|_| has_older)
            .map(|row| row.id.to_string());
        let zone = Zone::named(&actor.timezone);
        let lines = rows
            .into_iter()
            .filter_map(|row| {
                Some(SecurityLine {
                    // A line of a newer version that this one does not know is left out.
                    event: SecurityEvent::from_slug(&row.event)?,
                    detail: row.detail,
                    at: moment(&zone, row.at),
                    device: Device::of(&row.user_agent),
                    place: self.countries.place(&row.address),
                })
            })
            .collect();
        Ok(SecurityPage { lines, older })
    }
}
