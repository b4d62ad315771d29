//! Texts that are one of a few words, for the description: the words are those of the types that read and write them.

use app::access::{BillingState, Plan, Role};
use app::events::EventType;
use app::invoices::{Design, DiscountKind, Grouping, Reason, Status};
use app::members::rules::GIVEN_ROLES;
use app::reports::Dimension;
use app::reports::profit::GROUPINGS;
use app::timesheet::GroupBy;
use app::tokens::Scope;
use app::values::{Colour, WeekStart};
use app::webhooks::DeliveryState;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::imports::FORMATS;

/// A type that stands for one of these words, and is nothing but described.
macro_rules! one_of {
    ($($(#[doc = $doc:literal])* $name:ident: $words:expr;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub(super) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                described($words)
            }
        }

        impl ToSchema for $name {}
    )*};
}

one_of! {
    /// What somebody is in the workspace.
    AnyRole: Role::ALL.map(Role::slug);
    /// What somebody can be made.
    GivenRole: GIVEN_ROLES.map(Role::slug);
    /// What a token may do.
    AnyScope: Scope::ALL.map(Scope::slug);
    /// What the workspace has paid for.
    AnyPlan: Plan::ALL.map(Plan::slug);
    /// How its payment stands.
    AnyBillingState: [
        BillingState::Active,
        BillingState::PastDue,
        BillingState::ReadOnly,
    ]
    .map(BillingState::slug);
    /// The first day of a week.
    AnyWeekStart: WeekStart::ALL.map(WeekStart::slug);
    /// One of the palette.
    AnyColour: Colour::ALL.map(Colour::slug);
    /// Whether a timer counts.
    AnyTimerState: ["running", super::timer::PAUSED];
    /// Which of the archivable things.
    AnyArchived: ["true", "false", "all"];
    /// What becomes of several tags.
    AnyTagMatch: ["any", "all"];
    /// What can happen.
    AnyEventType: EventType::ALL.map(EventType::slug);
    /// How far a delivery is.
    AnyDeliveryState: DeliveryState::ALL.map(DeliveryState::slug);
    /// What a report puts entries together by.
    AnyDimension: Dimension::ALL.map(Dimension::slug);
    /// What profit is put together by.
    AnyProfitGroup: GROUPINGS.map(Dimension::slug);
    /// What a row of a timesheet is.
    AnySheetGroup: GroupBy::ALL.map(GroupBy::slug);
    /// How far an invoice has come.
    AnyInvoiceStatus: Status::ALL.map(Status::slug);
    /// Whether an invoice charges, or takes back.
    AnyInvoiceKind: [super::invoice_bodies::INVOICE, super::invoice_bodies::CREDIT_NOTE];
    /// What makes a line of an invoice.
    AnyGrouping: Grouping::ALL.map(Grouping::slug);
    /// What an invoice's file looks like.
    AnyDesign: Design::ALL.map(Design::slug);
    /// How a discount is meant.
    AnyDiscountKind: [DiscountKind::Percent, DiscountKind::Fixed].map(DiscountKind::slug);
    /// Why time stays off an invoice.
    AnyReason: Reason::ALL.map(Reason::slug);
    /// Which end comes first.
    AnySort: ["-start", "start"];
    /// What can be imported.
    AnyFormat: FORMATS;
    /// How dates are written.
    AnyDateOrder: ["day_first", "month_first"];
}

fn described(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .build()
        .into()
}
