//! The dialog of a report's link: what it shows and to whom, the link itself, and its end.

use leptos::prelude::*;

use super::rules::PASSWORD_MAX;
use super::server_fns::{ShareReport, UnshareReport};
use super::{LIST_PATH, SavedReport, Share, ShareFault};
use crate::access::Permission;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::form::FormErrors;
use crate::memo::memo;
use crate::ui::{
    Button, ButtonLink, CheckboxField, CopyButton, Dialog, ErrorSummary, Kind, Notice, NoticeKind,
    TextField,
};

/// The link to a report.
#[component]
pub fn ShareDialog(
    /// Which one.
    report: SavedReport,
    /// Makes or changes the link.
    sharing: ServerAction<ShareReport>,
    /// Revokes it.
    ending: ServerAction<UnshareReport>,
) -> impl IntoView {
    forget_refusal(sharing);
    forget_refusal(ending);
    let may_share = memo(|| allowed(Permission::ShareReports));
    let id = report.id.to_string();
    let share = report.share;
    let is_shared = share.is_some();
    let link = share.clone().map(|share| view! { <LinkInSight share /> });
    let end = is_shared.then(|| {
        let id = id.clone();
        view! {
            <ActionForm action=ending attr:class="share-end">
                <ErrorSummary error=FormErrors::of(ending).summary() />
                <input type="hidden" name="id" value=id />
                <p class="muted">"A revoked link stops working at once. Sharing again makes another one."</p>
                <Button kind=Kind::Danger busy=ending.pending()>"Revoke link"</Button>
            </ActionForm>
        }
    });
    let form = move || {
        may_share.get().then(|| {
            view! { <ShareFields id=id.clone() share=share.clone() action=sharing /> }
        })
    };
    view! {
        <Dialog title=format!("Share “{}”", report.name) close_href=LIST_PATH>
            {link}
            {form}
            {end}
        </Dialog>
    }
}

/// The link, to be copied.
#[component]
fn LinkInSight(share: Share) -> impl IntoView {
    let Share {
        url, sharer, fault, ..
    } = share;
    let fault = fault.map(|fault| {
        let words = match fault {
            ShareFault::Expired => "This link has expired. Choose a later day, or none.".to_owned(),
            ShareFault::NotAllowed => format!(
                "This link leads nowhere at present: it shows what {sharer} may share, and role or plan no longer allow that."
            ),
        };
        view! { <Notice kind=NoticeKind::Warning>{words}</Notice> }
    });
    view! {
        <div class="share-link">
            {fault}
            <p class="secret-text"><code>{url.clone()}</code></p>
            <CopyButton text=url label="Copy link" />
            <p class="muted">"Made by "{sharer}": it shows what they may see, as it is on the day it is opened."</p>
        </div>
    }
}

#[component]
fn ShareFields(
    id: String,
    share: Option<Share>,
    action: ServerAction<ShareReport>,
) -> impl IntoView {
    let errors = FormErrors::of(action);
    let is_new = share.is_none();
    let has_password = share.as_ref().is_some_and(|share| share.has_password);
    let shows_amounts = share.as_ref().is_some_and(|share| share.shows_amounts);
    let shows_people = share.as_ref().is_some_and(|share| share.shows_people);
    let expires_on = share
        .and_then(|share| share.expires_on)
        .map(|day| day.to_string())
        .unwrap_or_default();
    let (password_label, password_hint) = if has_password {
        ("New password (optional)", "Empty keeps the one it has.")
    } else {
        (
            "Password (optional)",
            "Readers enter it. Pass it on by another way than the link.",
        )
    };
    view! {
        <ActionForm action attr:class="form">
            <ErrorSummary error=errors.summary() />
            <input type="hidden" name="share[id]" value=id />
            {is_new.then(|| view! { <p>"Whoever has the link sees this report without an account, always as it is on that day."</p> })}
            <CheckboxField name="share[amounts]" id="share-amounts" label="Show amounts" checked=shows_amounts />
            <CheckboxField name="share[people]" id="share-people" label="Show people’s names" checked=shows_people hint="Else they are Person 1, Person 2 and so on." />
            <TextField
                name="share[expires_on]"
                id="share-expires"
                label="Last day (optional)"
                kind="date"
                value=expires_on
                hint="The link works until the end of this day."
                error=errors.field("expires_on")
            />
            <TextField
                name="share[password]"
                id="share-password"
                label=password_label
                hint=password_hint
                autocomplete="off"
                maxlength=u32::try_from(PASSWORD_MAX).unwrap_or(u32::MAX)
                error=errors.field("password")
            />
            {has_password.then(|| view! { <CheckboxField name="share[without_password]" id="share-without-password" label="Ask for no password" /> })}
            <footer class="dialog-actions">
                <ButtonLink href=LIST_PATH>"Close"</ButtonLink>
                <Button kind=Kind::Primary busy=action.pending()>{if is_new { "Create link" } else { "Save changes" }}</Button>
            </footer>
        </ActionForm>
    }
}
