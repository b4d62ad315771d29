//! The timer's page: the week at a glance and every entry, newest first.

use leptos::prelude::*;
use leptos_meta::Title;

use super::address::{ListAddress, PATH, use_list_address};
use super::bulk_bar::BulkBar;
use super::day_list::DayList;
use super::entry_forms::NewEntryDialog;
use super::filter_bar::FilterBar;
use super::page_head::{EntryHead, WeekCard};
use super::server_fns::{
    CreateTimeEntry, DeleteTimeEntries, DuplicateTimeEntry, RestoreTimeEntries, UpdateTimeEntries,
    UpdateTimeEntry, list_time_entries, load_week,
};
use super::{EntryPage, PersonChoice, WeekSummary};
use crate::access::Permission;
use crate::clients::ClientRef;
use crate::error::AppError;
use crate::memo::{When, memo};
use crate::projects::ProjectChoice;
use crate::revision::use_revision;
use crate::tags::TagRef;
use crate::timer::server_fns::ContinueTimeEntry;
use crate::ui::{ToastAction, use_toasts};
use crate::values::{Currency, Date, UserId};
use crate::workspaces::frame::{frame_now, use_frame};

/// The page's entries; looks again with every revision, filter and page.
pub type PageResource = Resource<Result<EntryPage, AppError>>;
/// The current week; looks again with every revision.
pub type WeekResource = Resource<Result<WeekSummary, AppError>>;

/// What can be done with entries here. The actions outlive the forms: their closing must not lose an answer.
#[derive(Clone, Copy)]
pub struct EntryActions {
    /// Adds one.
    pub creating: ServerAction<CreateTimeEntry>,
    /// Changes one.
    pub updating: ServerAction<UpdateTimeEntry>,
    /// Copies one.
    pub duplicating: ServerAction<DuplicateTimeEntry>,
    /// Starts a timer like one.
    pub continuing: ServerAction<ContinueTimeEntry>,
    /// Changes several.
    pub changing: ServerAction<UpdateTimeEntries>,
    /// Deletes one or several.
    pub deleting: ServerAction<DeleteTimeEntries>,
    /// Undoes a deletion.
    pub restoring: ServerAction<RestoreTimeEntries>,
}

/// What forms choose from, and what the person may do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// Projects time can be tracked on, by client and name.
    pub projects: Vec<ProjectChoice>,
    /// Clients in use.
    pub clients: Vec<ClientRef>,
    /// The workspace's tags.
    pub tags: Vec<TagRef>,
    /// The workspace's currency.
    pub currency: Currency,
    /// Today in the person's time zone.
    pub today: Option<Date>,
    /// Whether they may download them.
    pub may_export: bool,
    /// The person.
    pub me: Option<UserId>,
    /// Whether they track time of their own.
    pub tracks: bool,
    /// Whose time can be looked at; nobody's but the own when empty.
    pub people: Vec<PersonChoice>,
    /// Whether they may add and change other people's time.
    pub may_manage_others: bool,
}

/// What the page's parts share.
#[derive(Clone, Copy)]
pub struct ListContext {
    /// The address' parts.
    pub address: ListAddress,
    actions: StoredValue<EntryActions>,
    /// What there is to choose from.
    pub choices: Signal<Choices>,
    /// Whether the person may add and change entries.
    pub may_track: Signal<bool>,
    /// The entries of this page.
    pub page: PageResource,
}

impl ListContext {
    /// What can be done.
    #[must_use]
    pub fn actions(self) -> EntryActions {
        self.actions.get_value()
    }
}

/// The week, the filter and the list.
#[component]
pub fn TimerPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_list_address();
    let actions = StoredValue::new(entry_actions());
    let page: PageResource = Resource::new_blocking(
        move || (revision.get(), address.query.get(), address.after.get()),
        |(_, query, after)| list_time_entries(query, after),
    );
    let person = memo(move || address.query.with(|query| query.person.clone()));
    let week: WeekResource = Resource::new_blocking(
        move || (revision.get(), person.get()),
        |(_, person)| load_week(None, person),
    );

    view! {
        <Title text="Timer" />
        <Transition>
            <Body address actions page week />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(
    address: ListAddress,
    actions: StoredValue<EntryActions>,
    page: PageResource,
    week: WeekResource,
) -> impl IntoView {
    let frame = use_frame();
    let may_track = memo(move || {
        frame.with(|frame| matches!(frame, Some(Ok(frame)) if frame.actor.may(Permission::TrackTime).is_ok()))
    });
    let list = ListContext {
        address,
        actions,
        choices: choices(page),
        may_track,
        page,
    };
    view! {
        <EntryHead list week />
        <When is=move || !address.query.with(super::EntryQuery::is_filtered)>
            <WeekCard week />
        </When>
        <FilterBar query=list.address.query choices=list.choices path=PATH />
        <DayList list />
        <BulkBar list />
        <NewEntryDialog list />
    }
}

fn choices(page: PageResource) -> Signal<Choices> {
    let people = memo(move || {
        page.with(|page| match page {
            Some(Ok(page)) => page.people.clone(),
            _ => Vec::new(),
        })
    });
    memo(move || {
        frame_now()
            .map(|frame| Choices {
                may_export: frame.actor.may(Permission::ExportOwnTime).is_ok(),
                me: Some(frame.actor.user_id),
                tracks: frame.actor.role.takes_seat(),
                people: people.get(),
                may_manage_others: frame.actor.may(Permission::ManageOthersTime).is_ok(),
                projects: frame.projects,
                clients: frame.clients,
                tags: frame.tags,
                currency: frame.workspace.currency,
                today: Some(frame.today),
            })
            .unwrap_or_default()
    })
}

/// The actions; each bumps the page's revision, and says in a toast what the page itself does not show.
fn entry_actions() -> EntryActions {
    let actions = EntryActions {
        creating: ServerAction::new(),
        updating: ServerAction::new(),
        duplicating: ServerAction::new(),
        continuing: ServerAction::new(),
        changing: ServerAction::new(),
        deleting: ServerAction::new(),
        restoring: ServerAction::new(),
    };
    let revision = use_revision();
    revision.follow(actions.creating);
    revision.follow(actions.updating);
    revision.follow(actions.duplicating);
    revision.follow(actions.continuing);
    revision.follow(actions.changing);
    revision.follow(actions.deleting);
    revision.follow(actions.restoring);
    offer_undo(actions);

    let toasts = use_toasts();
    let tell = move |error: Option<AppError>| {
        if let Some(error) = error {
            toasts.error(error.to_string());
        }
    };
    let (duplicating, continuing) = (actions.duplicating.value(), actions.continuing.value());
    let (deleting, restoring) = (actions.deleting.value(), actions.restoring.value());
    let changing = actions.changing.value();
    Effect::new(move |_| tell(duplicating.with(|answer| refused(answer.as_ref()))));
    Effect::new(move |_| tell(continuing.with(|answer| refused(answer.as_ref()))));
    Effect::new(move |_| tell(deleting.with(|answer| refused(answer.as_ref()))));
    Effect::new(move |_| tell(restoring.with(|answer| refused(answer.as_ref()))));
    Effect::new(move |_| tell(changing.with(|answer| refused(answer.as_ref()))));
    actions
}

fn refused<T>(answer: Option<&Result<T, AppError>>) -> Option<AppError> {
    answer?.as_ref().err().cloned()
}

/// Says that entries were deleted, with a way back.
fn offer_undo(actions: EntryActions) {
    let toasts = use_toasts();
    let EntryActions {
        deleting,
        restoring,
        ..
    } = actions;
    let count = StoredValue::new(1);
    let (input, deleted) = (deleting.input(), deleting.value());
    Effect::new(move |_| {
        if let Some(many) = input.with(|input| input.as_ref().map(|input| input.ids.len())) {
            count.set_value(many);
        }
    });
    Effect::new(move |_| {
        let Some(Ok(id)) = deleted.get() else { return };
        let words = match count.get_value() {
            1 => "Time entry deleted".to_owned(),
            many => format!("{many} time entries deleted"),
        };
        let undo = move || {
            restoring.dispatch(RestoreTimeEntries { id });
        };
        toasts.push(words, Some(ToastAction::new("Undo", undo)));
    });
}
