//! The profile: picture, name, time zone, week start, formats, theme.

use leptos::prelude::*;
use leptos_meta::Title;

use super::delete_card::DeleteCard;
use super::email_card::EmailCard;
use super::notes::DoneNote;
use super::picture_card::PictureCard;
use super::profile_head::ProfileHead;
use super::server_fns::{UpdateProfile, list_timezones};
use super::{Account, Theme};
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{
    Button, Card, Choice, ErrorSummary, Kind, Segmented, SelectField, TextField, use_toasts,
};
use crate::values::{DateFormat, NumberFormat, TimeFormat};
use crate::workspaces::frame::{frame_now, use_frame};

/// Account settings.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let frame = use_frame();
    let zones = Resource::new_blocking(|| (), |()| list_timezones());
    let action = ServerAction::<UpdateProfile>::new();
    use_revision().follow(action);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if action.value().with(|value| matches!(value, Some(Ok(_)))) {
            toasts.push("Account settings saved", None);
        }
    });
    let details = memo(move || Some((frame_now()?.account, zones.get()?.unwrap_or_default())));
    view! {
        <Title text="Account settings" />
        <ProfileHead />
        <DoneNote />
        <Transition>
            <PictureCard />
        </Transition>
        <Transition>
            // Anew only when it has changed: somebody may be typing.
            {latest(together(frame, zones), details, move |(account, zones)| view! { <Details account zones action /> })}
        </Transition>
        <EmailCard />
        <DeleteCard />
    }
}

#[component]
fn Details(
    account: Account,
    zones: Vec<String>,
    action: ServerAction<UpdateProfile>,
) -> impl IntoView {
    let errors = FormErrors::of(action);
    let zone = if account.timezone.is_empty() {
        "UTC".to_owned()
    } else {
        account.timezone
    };
    let zones: Vec<Choice> = zones
        .into_iter()
        .map(|name| Choice::new(name.clone(), name.replace('_', " ")))
        .collect();
    let week_starts = vec![
        Choice::new("", "As the workspace"),
        Choice::new("monday", "Monday"),
        Choice::new("sunday", "Sunday"),
    ];
    let week_start = account
        .week_start
        .map(|start| start.slug().to_owned())
        .unwrap_or_default();
    let formats = account.formats;
    let dates = DateFormat::ALL
        .iter()
        .map(|format| Choice::new(format.slug(), format.label()))
        .collect();
    let times = std::iter::once(Choice::new("", "As the workspace"))
        .chain(
            TimeFormat::ALL
                .iter()
                .map(|format| Choice::new(format.slug(), format.label())),
        )
        .collect();
    let time_format = account
        .time_format
        .map(TimeFormat::slug)
        .unwrap_or_default();
    let numbers = NumberFormat::ALL
        .iter()
        .map(|format| Choice::new(format.slug(), format.label()))
        .collect();
    let themes = Theme::ALL
        .map(|theme| {
            let label = match theme {
                Theme::System => "As the system",
                Theme::Light => "Light",
                Theme::Dark => "Dark",
            };
            Choice::new(theme.slug(), label)
        })
        .to_vec();
    view! {
        <ActionForm action>
            <ErrorSummary error=errors.summary() />
            <Card title="Details" explain="Your name is on everything you track.">
                <TextField name="profile[name]" label="Name" value=account.name required=true autocomplete="name" error=errors.field("name") />
            </Card>
            <Card title="Time" explain="Days begin and end in your time zone, wherever you are.">
                <SelectField name="profile[timezone]" label="Time zone" options=zones value=zone error=errors.field("timezone") />
                <SelectField name="profile[week_start]" label="Week starts on" options=week_starts value=week_start error=errors.field("week_start") />
            </Card>
            <Card title="Formats" explain="How dates, times and amounts are written for you. Exports stay as they are.">
                <SelectField name="profile[date_format]" label="Date format" options=dates value=formats.date.slug().to_owned() error=errors.field("date_format") />
                <SelectField name="profile[time_format]" label="Time format" options=times value=time_format.to_owned() error=errors.field("time_format") />
                <SelectField name="profile[number_format]" label="Number format" options=numbers value=formats.number.slug().to_owned() error=errors.field("number_format") />
            </Card>
            <Card title="Appearance" explain="Light and dark follow your system unless you choose.">
                <Segmented name="profile[theme]" label="Theme" options=themes value=account.theme.slug().to_owned() />
            </Card>
            <div class="row"><Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button></div>
        </ActionForm>
    }
}
