//! `POST /settings/data/restore` and `POST /settings/data/import`: a file from the page's form, back to the page with its
//! preview.

use app::access::{Actor, Permission};
use app::backups::MAX_BACKUP_BYTES;
use app::context::Visitor;
use app::error::AppError;
use app::imports::MAX_FILE_BYTES;
use axum::Extension;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::{Kind, wait_to_receive};
use crate::http::turns::Full;
use crate::http::upload::Problem;
use crate::router::AppState;
use crate::services::Services;

/// The page that shows the preview, or what was wrong.
const PAGE: &str = "/settings/data";
/// Bytes that are kept in one piece.
const PIECE: usize = 512 * 1024;

impl Kind {
    /// The form's field that holds the file.
    fn field(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Import => "file",
        }
    }

    /// What the page's address calls the upload.
    fn parameter(self) -> &'static str {
        match self {
            Self::Backup => "restore",
            Self::Import => "import",
        }
    }

    fn max_bytes(self) -> usize {
        match self {
            Self::Backup => MAX_BACKUP_BYTES,
            Self::Import => MAX_FILE_BYTES,
        }
    }

    /// Whether nothing was chosen. A form without a chosen file sends one without name and bytes; of another app's file
    /// without bytes, the preview says more.
    fn is_nothing(self, name: &str, bytes: usize) -> bool {
        bytes == 0 && (name.is_empty() || self == Self::Backup)
    }
}

/// Keeps the form's `backup` and goes to its preview.
pub async fn receive_backup(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    receive(&state.services, visitor, Kind::Backup, form).await
}

/// Keeps the form's `file` and goes to its preview.
pub async fn receive_import(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    receive(&state.services, visitor, Kind::Import, form).await
}

async fn receive(
    services: &Services,
    visitor: Visitor,
    kind: Kind,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Some((_, actor)) = visitor.session else {
        return Redirect::to("/login").into_response();
    };
    let kept = match actor.must(Permission::ImportData) {
        Ok(()) => match wait_to_receive(actor.user_id).await {
            Ok(_place) => keep(services, &actor, kind, form).await,
            Err(full) => {
                let reason = crowded(full);
                pass_by(form).await;
                Err(reason)
            }
        },
        Err(error) => Err(refused(error)),
    };
    let parameter = kind.parameter();
    let place = match kept {
        Ok(id) => format!("{PAGE}?{parameter}={id}"),
        Err(problem) => format!("{PAGE}?{parameter}_error={problem}"),
    };
    Redirect::to(&place).into_response()
}

async fn keep(
    services: &Services,
    actor: &Actor,
    kind: Kind,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Uuid, &'static str> {
    let mut form = form.map_err(|_| Problem::Broken.slug())?;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some(kind.field()) {
            let mut arriving = Arriving {
                services,
                actor,
                kind,
                name: field.file_name().unwrap_or_default().to_owned(),
                begun: None,
                pieces: 0,
            };
            let kept = arriving.keep(field).await;
            if let (Err(_), Some(upload)) = (&kept, arriving.begun) {
                services.forget_upload(actor, upload).await;
            }
            return kept;
        }
    }
    Err(Problem::NoFile.slug())
}

/// A file on its way in.
struct Arriving<'a> {
    services: &'a Services,
    actor: &'a Actor,
    kind: Kind,
    name: String,
    /// Its id, once there is a piece of it.
    begun: Option<Uuid>,
    /// How many of those are kept.
    pieces: i64,
}

impl Arriving<'_> {
    /// Keeps the field's bytes. Of a file that is too large the rest is read and dropped: a browser that is cut off
    /// while it sends shows its own error instead of ours.
    async fn keep(&mut self, mut field: Field<'_>) -> Result<Uuid, &'static str> {
        let (mut piece, mut total) = (Vec::new(), 0_usize);
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            total += chunk.len();
            if total > self.kind.max_bytes() {
                piece = Vec::new();
                continue;
            }
            piece.extend_from_slice(&chunk);
            if piece.len() >= PIECE {
                self.add(&piece).await.map_err(refused)?;
                piece.clear();
            }
        }
        if total > self.kind.max_bytes() {
            return Err(Problem::TooLarge.slug());
        }
        if self.kind.is_nothing(&self.name, total) {
            return Err(Problem::NoFile.slug());
        }
        let upload = self.add(&piece).await.map_err(refused)?;
        let finished = self.services.finish_upload(self.actor, upload).await;
        finished.map_err(refused)?;
        Ok(upload)
    }

    /// Keeps its next piece; the first one begins it.
    async fn add(&mut self, piece: &[u8]) -> Result<Uuid, AppError> {
        let upload = match self.begun {
            Some(upload) => upload,
            None => {
                self.services
                    .begin_upload(self.actor, self.kind, &self.name)
                    .await?
            }
        };
        self.begun = Some(upload);
        self.services
            .add_piece(self.actor, upload, self.pieces, piece)
            .await?;
        self.pieces += 1;
        Ok(upload)
    }
}

/// Reads a form and keeps nothing: a browser that is cut off while it sends shows its own error instead of ours.
async fn pass_by(form: Result<Multipart, MultipartRejection>) {
    let Ok(mut form) = form else { return };
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(_)) = field.chunk().await {}
    }
}

/// How the page's address spells that too many files arrive.
fn crowded(full: Full) -> &'static str {
    match full {
        Full::OfTheirs => "crowded",
        Full::OfEverybodys => "unavailable",
    }
}

/// How the page's address spells an upload that broke off.
fn broken(error: MultipartError) -> &'static str {
    Problem::from(error).slug()
}

/// How the page's address spells why a file is not kept.
#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn refused(error: AppError) -> &'static str {
    match error {
        AppError::Refused(_) => "refused",
        _ => "unavailable",
    }
}
