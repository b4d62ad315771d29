//! The logo on invoices: made small and plain on the way in; `POST /settings/invoices/logo`, and where it is shown.

use app::access::{Actor, Permission};
use app::context::Visitor;
use app::error::AppError;
use app::invoices::settings::{LOGO_MAX_BYTES, SETTINGS_PATH};
use axum::Extension;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use tokio::sync::Semaphore;

use super::settings::activity;
use super::sql::settings;
use crate::http::reply::error_page;
use crate::http::upload::receive;
use crate::pictures::portrait::logo;
use crate::router::AppState;
use crate::services::Services;

/// One logo at a time: decoding takes memory.
static DECODING: Semaphore = Semaphore::const_new(1);

/// Makes the form's `logo` the workspace's and goes back to the page.
pub async fn upload(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Some((_, actor)) = visitor.session else {
        return Redirect::to("/login").into_response();
    };
    if let Err(error) = actor.must(Permission::ManageInvoices) {
        return error_page(&error);
    }
    let problem = match receive(form, "logo", LOGO_MAX_BYTES).await {
        Ok((_, file)) => match state.services.store_invoice_logo(&actor, file).await {
            Ok(None) => return Redirect::to(SETTINGS_PATH).into_response(),
            Ok(Some(problem)) => problem,
            Err(error @ AppError::Refused(_)) => return error_page(&error),
            Err(_) => "unavailable",
        },
        Err(problem) => problem.slug(),
    };
    Redirect::to(&format!("{SETTINGS_PATH}?logo_error={problem}")).into_response()
}

/// The logo, for who may see invoices; its address changes with it.
pub async fn show(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let Some((_, actor)) = visitor.session else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    match state.services.load_invoice_logo(&actor).await {
        Ok(Some(png)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (header::CONTENT_DISPOSITION, "inline; filename=\"logo.png\""),
                (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
                (header::VARY, "cookie"),
            ];
            (headers, png).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => StatusCode::from_u16(error.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

impl Services {
    /// Makes this file the workspace's logo; answers why not where the file is to blame.
    async fn store_invoice_logo(
        &self,
        actor: &Actor,
        file: Vec<u8>,
    ) -> Result<Option<&'static str>, AppError> {
        actor.must(Permission::ManageInvoices)?;
        let small = {
            let _turn = DECODING
                .acquire()
                .await
                .map_err(|_| AppError::Unavailable)?;
            tokio::task::spawn_blocking(move || logo(&file))
                .await
                .map_err(|_| AppError::Internal)?
        };
        let png = match small {
            Ok(png) => png,
            Err(bad) => return Ok(Some(bad.slug())),
        };
        let mut tx = self.write_as(actor).await?;
        let now = self.clock.now_millis();
        settings::store_logo(&mut tx, actor.workspace_id, &png, now).await?;
        self.record(&mut tx, actor, activity("invoice_settings.logo_changed"))
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(None)
    }

    /// Takes the logo away.
    pub(super) async fn drop_invoice_logo(&self, actor: &Actor) -> Result<(), AppError> {
        actor.must(Permission::ManageInvoices)?;
        let mut tx = self.write_as(actor).await?;
        let was_there = settings::find_logo_at(&mut tx, actor.workspace_id).await?;
        if was_there.is_some() {
            settings::delete_logo(&mut tx, actor.workspace_id).await?;
            self.record(&mut tx, actor, activity("invoice_settings.logo_changed"))
                .await?;
        }
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn load_invoice_logo(&self, actor: &Actor) -> Result<Option<Vec<u8>>, AppError> {
        actor.must(Permission::ReadInvoices)?;
        let mut tx = self.db.read().await?;
        settings::find_logo(&mut tx, actor.workspace_id).await
    }
}
