//! Members: who belongs to a workspace, who is asked to, and what each of them costs and has time for.

pub mod accept_page;
pub mod dialogs;
pub mod invitation_fns;
pub mod invitation_list;
pub mod member_list;
pub mod members_page;
pub mod rules;
pub mod server_fns;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Role, Room};
use crate::context::{InSession, InvitationToken};
use crate::error::AppError;
use crate::secret::never_printed;
use crate::values::{InvitationId, Moment, UserId};

/// The address of the list of members.
pub const LIST_PATH: &str = "/settings/members";
/// Where an invitation's link leads.
pub const ACCEPT_PATH: &str = "/invitations/accept";

/// What a member has time for and costs; seen by Owner and Manager only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberTerms {
    /// Expected time a week, in seconds.
    pub weekly_capacity_seconds: Option<i64>,
    /// What an hour costs the workspace, in minor units of its currency.
    pub internal_cost_cents: Option<i64>,
    /// What an hour of theirs is worth on projects without a rate, in minor units of the workspace's currency.
    pub hourly_rate_cents: Option<i64>,
}

/// Somebody who belongs to the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// When their picture was changed last; `None` without one.
    pub picture_at: Option<i64>,
    /// What they are here.
    pub role: Role,
    /// For those who may see it.
    pub terms: Option<MemberTerms>,
}

/// Somebody who was asked to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Who was asked.
    pub email: String,
    /// What they are to be.
    pub role: Role,
    /// Who asked.
    pub invited_by: String,
    /// Until when its link works.
    pub expires: Moment,
    /// Its link works no more.
    pub is_expired: bool,
}

/// How many people take a seat, and what there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatUse {
    /// Owner, Managers and Members.
    pub used: i64,
    /// Plan and seats.
    pub room: Room,
}

/// What the page of members shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersView {
    /// By role and name; for Members and Viewers only themselves.
    pub members: Vec<Member>,
    /// By address; for Members and Viewers none.
    pub invitations: Vec<Invitation>,
    /// For those who see all members.
    pub seats: Option<SeatUse>,
    /// The password was given lately: handing over does not ask for it again.
    pub is_confirmed: bool,
    /// An invitation that was made by a form without scripts just now, where mail reaches nobody.
    pub new_invitation: Option<Invited>,
}

/// An invitation that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Who was asked.
    pub email: String,
    /// Its link, to be passed on where the server sends no mail; shown this once.
    pub link: Option<String>,
}

/// The form that invites somebody.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct InvitationForm {
    /// Whom.
    #[serde(default)]
    pub email: String,
    /// `manager`, `member` or `viewer`.
    #[serde(default)]
    pub role: String,
}

/// The form that changes a member; what is empty stays as it is, unless `terms` says that it is to become empty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MemberForm {
    /// Who.
    #[serde(default)]
    pub user_id: String,
    /// `manager`, `member` or `viewer`.
    #[serde(default)]
    pub role: String,
    /// Capacity, cost and rate are in the form: an empty one is none.
    #[serde(default)]
    pub terms: bool,
    /// Hours a week, `37.5`.
    #[serde(default)]
    pub weekly_capacity: String,
    /// An amount in the workspace's currency.
    #[serde(default)]
    pub internal_cost: String,
    /// An amount in the workspace's currency. Not sent: stays as it is.
    #[serde(default, deserialize_with = "crate::form::sent")]
    pub hourly_rate: Option<String>,
    /// Which saved entries a new rate is for: empty or `now` for none, `since` for those since `rate_since`.
    #[serde(default)]
    pub rate_reach: String,
    /// The first day of entries that get a new rate.
    #[serde(default)]
    pub rate_since: String,
}

/// The form that makes somebody else the owner.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct HandOverForm {
    /// Who is to be the owner.
    #[serde(default)]
    pub user_id: String,
    /// Empty where it was given lately.
    #[serde(default)]
    pub current_password: String,
}

/// Which invitation: by the token of its link, or by its id for whom it is meant and whose address is proved. Both empty
/// is the one that somebody signs in or up for.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationKey {
    /// What the link carries.
    #[serde(default)]
    pub token: String,
    /// Its id.
    #[serde(default)]
    pub id: String,
}

never_printed!(Invited HandOverForm InvitationKey);

/// Who looks at an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Onlooker {
    /// Nobody who is signed in.
    Stranger,
    /// Whom it is meant for.
    Invitee,
    /// Somebody who is signed in with this other address.
    SomebodyElse(String),
}

/// An invitation as who opens its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its id.
    pub id: InvitationId,
    /// The workspace's name.
    pub workspace: String,
    /// Who asks.
    pub inviter: String,
    /// What they are to be.
    pub role: Role,
    /// Who is asked.
    pub email: String,
    /// Who looks at it.
    pub onlooker: Onlooker,
}

/// What somebody who accepted became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// What they are now.
    pub role: Role,
    /// No seat was free for what they were to be.
    pub without_seat: bool,
}

/// What can be done with members and invitations.
#[async_trait]
pub trait Members: Send + Sync {
    /// The workspace's members and invitations; only themselves for Members and Viewers.
    async fn load_members(
        &self,
        me: &InSession,
        invited: Option<InvitationToken>,
    ) -> Result<MembersView, AppError>;
    /// Asks somebody to join; replaces what they were asked before.
    async fn invite_member(&self, actor: &Actor, form: InvitationForm)
    -> Result<Invited, AppError>;
    /// Sends another link in place of the one before.
    async fn resend_invitation(&self, actor: &Actor, id: InvitationId)
    -> Result<Invited, AppError>;
    /// Takes an invitation back.
    async fn cancel_invitation(&self, actor: &Actor, id: InvitationId) -> Result<(), AppError>;
    /// Changes a member's role, capacity, cost and rate; answers how many saved entries got the new rate.
    async fn update_member(&self, actor: &Actor, form: MemberForm) -> Result<i64, AppError>;
    /// Removes a member; their entries stay.
    async fn remove_member(&self, actor: &Actor, user: UserId) -> Result<(), AppError>;
    /// Leaves the workspace; the entries stay.
    async fn leave_workspace(&self, actor: &Actor) -> Result<(), AppError>;
    /// Makes another member the owner; the old one becomes Manager.
    async fn hand_over_workspace(&self, me: &InSession, form: HandOverForm)
    -> Result<(), AppError>;
    /// An invitation for who looks at it; `None` if it is worth nothing (any more).
    async fn find_offer(
        &self,
        onlooker: Option<&Actor>,
        key: &InvitationKey,
    ) -> Result<Option<Offer>, AppError>;
    /// The invitations to the actor's address, if it is proved.
    async fn list_own_offers(&self, actor: &Actor) -> Result<Vec<Offer>, AppError>;
    /// Joins, and takes the session there; as Viewer where no seat is free.
    async fn accept_invitation(
        &self,
        me: &InSession,
        key: &InvitationKey,
    ) -> Result<Joined, AppError>;
    /// Refuses an invitation; its link is worth nothing afterwards.
    async fn decline_invitation(
        &self,
        onlooker: Option<&Actor>,
        key: &InvitationKey,
    ) -> Result<(), AppError>;
}
