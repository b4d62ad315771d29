//! Every server function with who may call it and what it is called with. One that is missing here fails the test.

use app::access::Permission;
use leptos::server_fn::ServerFn;

use super::world::{MARK, Things};

/// Who gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Everybody, signed in or not.
    Everybody,
    /// Whoever has given a password and is to give a second factor.
    Waiting,
    /// Whoever is signed in, about themselves.
    Account,
    /// Who may do this in the workspace.
    May(Permission),
    /// The same; to others it is as if it were not there.
    Sees(Permission),
}

/// How it ends for who gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// With a success.
    Well,
    /// With a success or with the rule's own refusal: what it needs beside permission (a code, an authenticator, a link
    /// in a letter) is another test's matter.
    Tried,
}

/// What a form sends.
pub type Fields = Vec<(&'static str, String)>;

/// One server function with one set of fields.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub path: &'static str,
    pub door: Door,
    pub ends: Ends,
    pub fields: fn(&Things) -> Fields,
    /// Whoever starts has none running.
    pub without_timer: bool,
}

fn at<S: ServerFn>(door: Door, ends: Ends, fields: fn(&Things) -> Fields) -> Operation {
    Operation {
        path: S::PATH,
        door,
        ends,
        fields,
        without_timer: false,
    }
}

fn nothing(_: &Things) -> Fields {
    Vec::new()
}

fn one(name: &'static str, value: &str) -> Fields {
    vec![(name, value.to_owned())]
}

/// An hour of 20 January 2026.
fn moved(id: &str) -> Fields {
    vec![
        ("id", id.to_owned()),
        ("times[start]", "1768896000".into()),
        ("times[end]", "1768899600".into()),
        ("times[seconds]", "3600".into()),
    ]
}

/// Everything that is called.
pub fn operations() -> Vec<Operation> {
    [
        accounts(),
        catalog(),
        time(),
        data(),
        workspaces(),
        people(),
        tokens(),
        webhooks(),
        connections(),
        invoices(),
        saved_reports(),
    ]
    .concat()
}

fn accounts() -> Vec<Operation> {
    use Door::{Account, Everybody, Waiting};
    use Ends::{Tried, Well};
    use app::accounts::ownership_fns::*;
    use app::accounts::server_fns::*;
    use app::passkeys::server_fns::*;
    use app::security_log::server_fns::*;
    use app::sessions::server_fns::*;
    use app::two_factor::server_fns::*;
    vec![
        at::<SignUp>(Everybody, Tried, |_| one("account[name]", "")),
        at::<SignIn>(Everybody, Tried, |_| {
            one("account[email]", "nobody@example.com")
        }),
        at::<SignOut>(Everybody, Well, nothing),
        at::<LoadAccount>(Account, Well, nothing),
        at::<UpdateProfile>(Account, Tried, |_| one("profile[name]", "Somebody")),
        at::<AdoptTimezone>(Account, Well, |_| one("timezone", "Europe/Berlin")),
        at::<RemovePicture>(Account, Well, nothing),
        at::<ListTimezones>(Account, Well, nothing),
        at::<LoadMailWay>(Everybody, Well, nothing),
        at::<LoadEmailStatus>(Account, Well, nothing),
        at::<SendVerification>(Account, Well, nothing),
        at::<VerifyEmail>(Everybody, Tried, |_| one("link[token]", "none")),
        at::<RequestPasswordReset>(Everybody, Tried, |_| {
            one("forgot[email]", "nobody@example.com")
        }),
        at::<ResetPasswordByLink>(Everybody, Tried, |_| one("reset[token]", "none")),
        at::<RequestEmailChange>(Account, Tried, |_| one("change[email]", "")),
        at::<ConfirmEmailChange>(Everybody, Tried, |_| one("link[token]", "none")),
        at::<ChangePassword>(Account, Tried, |_| one("change[new_password]", "")),
        at::<PlanDeletion>(Account, Well, nothing),
        at::<DeleteAccount>(Account, Tried, |_| one("deletion[current_password]", "")),
        at::<ListPasskeys>(Account, Well, nothing),
        at::<BeginPasskey>(Account, Tried, |_| one("passkey[name]", "")),
        at::<AddPasskey>(Account, Tried, |_| one("passkey[credential]", "")),
        at::<RenamePasskey>(Account, Tried, |_| one("passkey[name]", "")),
        at::<RemovePasskey>(Account, Tried, |_| one("passkey[id]", "")),
        at::<BeginPasskeySignIn>(Everybody, Tried, nothing),
        at::<SignInWithPasskey>(Everybody, Tried, |_| one("passkey[credential]", "")),
        at::<BeginPasskeyVerification>(Waiting, Tried, nothing),
        at::<VerifyWithPasskey>(Waiting, Tried, |_| one("passkey[credential]", "")),
        at::<ListSecurityLog>(Account, Well, nothing),
        at::<ListSessions>(Account, Well, nothing),
        at::<RevokeSession>(Account, Tried, |t| one("id", &t.session)),
        at::<RevokeOtherSessions>(Account, Well, nothing),
        at::<LoadTwoFactor>(Account, Well, nothing),
        at::<EnableTwoFactor>(Account, Tried, nothing),
        at::<CancelTwoFactor>(Account, Well, nothing),
        at::<ConfirmTwoFactor>(Account, Tried, nothing),
        at::<DisableTwoFactor>(Account, Tried, nothing),
        at::<RegenerateRecoveryCodes>(Account, Tried, nothing),
        at::<LoadPendingSignIn>(Waiting, Tried, nothing),
        at::<VerifySignIn>(Waiting, Tried, nothing),
    ]
}

fn catalog() -> Vec<Operation> {
    use Door::May;
    use Ends::Well;
    use Permission::{CreateTags, ManageCatalog, ManageTags, ReadCatalog};
    use app::clients::server_fns::*;
    use app::projects::server_fns::*;
    use app::tags::server_fns::*;
    vec![
        at::<ListClients>(May(ReadCatalog), Well, nothing),
        at::<CreateClient>(May(ManageCatalog), Well, |_| {
            one("client[name]", "New client")
        }),
        at::<UpdateClient>(May(ManageCatalog), Well, |t| {
            vec![
                ("id", t.client.clone()),
                ("client[name]", "Renamed client".into()),
            ]
        }),
        at::<ArchiveClient>(May(ManageCatalog), Well, |t| {
            vec![("id", t.client.clone()), ("archived", "true".into())]
        }),
        at::<DeleteClient>(May(ManageCatalog), Well, |t| one("id", &t.empty_client)),
        at::<ListProjects>(May(ReadCatalog), Well, nothing),
        at::<CreateProject>(May(ManageCatalog), Well, |t| {
            vec![
                ("project[name]", "New project".into()),
                ("project[client_id]", t.client.clone()),
            ]
        }),
        at::<UpdateProject>(May(ManageCatalog), Well, |t| {
            vec![
                ("id", t.project.clone()),
                ("project[name]", "Renamed project".into()),
            ]
        }),
        at::<ArchiveProject>(May(ManageCatalog), Well, |t| {
            vec![("id", t.project.clone()), ("archived", "true".into())]
        }),
        at::<DeleteProject>(May(ManageCatalog), Well, |t| one("id", &t.empty_project)),
        at::<ListTags>(May(ReadCatalog), Well, nothing),
        at::<CreateTag>(May(CreateTags), Well, |_| one("name", "new-tag")),
        at::<RenameTag>(May(ManageTags), Well, |t| {
            vec![("id", t.tag.clone()), ("name", "renamed-tag".into())]
        }),
        at::<DeleteTag>(May(ManageTags), Well, |t| one("id", &t.tag)),
    ]
}

fn time() -> Vec<Operation> {
    use Door::{Account, May, Sees};
    use Ends::{Tried, Well};
    use Permission::{ManageOthersTime, ReadCosts, ReadOthersTime, TrackTime};
    use app::calendar::server_fns::*;
    use app::dashboard::server_fns::*;
    use app::reports::server_fns::*;
    use app::time_entries::server_fns::*;
    use app::timer::server_fns::*;
    use app::timesheet::server_fns::*;
    let no_timer = |operation: Operation| Operation {
        without_timer: true,
        ..operation
    };
    vec![
        at::<ListTimeEntries>(Account, Well, |t| one("query[project]", &t.project)),
        at::<LoadWeek>(Account, Well, nothing),
        at::<LoadTimeEntry>(Account, Well, |t| one("id", &t.entry)),
        at::<LoadTimeEntry>(Sees(ReadOthersTime), Well, |t| one("id", &t.others_entry)),
        at::<CreateTimeEntry>(May(TrackTime), Well, |t| {
            vec![
                ("entry[duration]", "1:00".into()),
                ("entry[project_id]", t.project.clone()),
                ("entry[tag_ids][]", t.tag.clone()),
            ]
        }),
        at::<UpdateTimeEntry>(May(TrackTime), Well, |t| {
            vec![("id", t.entry.clone()), ("entry[duration]", "2:00".into())]
        }),
        at::<UpdateTimeEntry>(Sees(ManageOthersTime), Well, |t| {
            vec![
                ("id", t.others_entry.clone()),
                ("entry[duration]", "2:00".into()),
            ]
        }),
        at::<DuplicateTimeEntry>(May(TrackTime), Well, |t| one("id", &t.entry)),
        at::<UpdateTimeEntries>(May(TrackTime), Well, |t| {
            vec![
                ("ids[]", t.entry.clone()),
                ("change[project_id]", t.project.clone()),
            ]
        }),
        at::<UpdateTimeEntries>(Sees(ManageOthersTime), Well, |t| {
            vec![
                ("ids[]", t.others_entry.clone()),
                ("change[add_tag_ids][]", t.tag.clone()),
            ]
        }),
        at::<DeleteTimeEntries>(May(TrackTime), Well, |t| one("ids[]", &t.entry)),
        at::<DeleteTimeEntries>(Sees(ManageOthersTime), Well, |t| {
            one("ids[]", &t.others_entry)
        }),
        at::<RestoreTimeEntries>(May(TrackTime), Well, |t| one("id", &t.deletion)),
        at::<LoadProfitability>(May(ReadCosts), Well, |t| one("query[project]", &t.project)),
        at::<LoadDashboard>(Account, Well, nothing),
        at::<LoadDetailed>(Account, Well, |t| one("query[project]", &t.project)),
        at::<LoadWeekly>(Account, Well, |t| one("query[project]", &t.project)),
        at::<LoadSummary>(Account, Well, |t| one("query[project]", &t.project)),
        at::<LoadCalendar>(Account, Well, |t| {
            one("query[person]", &t.member.to_string())
        }),
        at::<MoveCalendarEntry>(May(TrackTime), Well, |t| moved(&t.entry)),
        at::<MoveCalendarEntry>(Sees(ManageOthersTime), Well, |t| moved(&t.others_entry)),
        at::<LoadTimesheet>(Account, Well, |t| one("query[row][]", &t.project)),
        at::<SetTimesheetCell>(May(TrackTime), Well, |t| {
            vec![
                ("cell[project_id]", t.project.clone()),
                ("cell[date]", "2026-01-20".into()),
                ("cell[duration]", "1:30".into()),
            ]
        }),
        at::<LoadTimer>(Account, Well, nothing),
        no_timer(at::<StartTimer>(May(TrackTime), Well, |t| {
            one("timer[project_id]", &t.project)
        })),
        at::<UpdateTimer>(May(TrackTime), Well, |t| one("timer[tag_ids][]", &t.tag)),
        at::<PauseTimer>(May(TrackTime), Well, |_| one("timer[description]", "mine")),
        at::<ResumeTimer>(May(TrackTime), Tried, |_| one("timer[description]", "mine")),
        at::<SaveTimer>(May(TrackTime), Tried, |_| one("timer[description]", "mine")),
        at::<ResetTimer>(May(TrackTime), Well, nothing),
        at::<ContinueTimeEntry>(May(TrackTime), Well, |t| one("id", &t.entry)),
    ]
}

fn data() -> Vec<Operation> {
    use Door::{Account, May};
    use Ends::{Tried, Well};
    use Permission::{ClearWorkspace as MayClear, ExportData, ExportOwnTime, ImportData};
    use app::backups::server_fns::*;
    use app::exports::server_fns::*;
    use app::imports::server_fns::*;
    use app::progress::server_fns::*;
    vec![
        at::<CountExport>(May(ExportOwnTime), Well, |t| {
            one("query[project]", &t.project)
        }),
        at::<PreviewImport>(May(ImportData), Well, |t| one("upload", &t.upload)),
        at::<ListFileColumns>(May(ImportData), Well, |t| one("upload", &t.upload)),
        at::<RunImport>(May(ImportData), Well, |t| one("upload", &t.upload)),
        at::<LoadExportProgress>(Account, Well, nothing),
        at::<LoadUploadProgress>(May(ImportData), Well, |t| one("upload", &t.upload)),
        at::<CountBackup>(May(ExportData), Well, nothing),
        at::<PreviewRestore>(May(ImportData), Well, |t| one("upload", &t.backup)),
        at::<RunRestore>(May(ImportData), Well, |t| one("upload", &t.backup)),
        at::<PlanClearing>(May(MayClear), Well, nothing),
        at::<ClearWorkspace>(May(MayClear), Tried, |_| one("clearing[name]", "")),
    ]
}

fn workspaces() -> Vec<Operation> {
    use Door::{Account, May};
    use Ends::{Tried, Well};
    use Permission::{DeleteWorkspace, ManageBilling, ManageWorkspace, ReadActivity};
    use app::activity::server_fns::*;
    use app::billing::server_fns::*;
    use app::workspaces::server_fns::*;
    vec![
        at::<LoadFrame>(Account, Well, nothing),
        at::<CreateWorkspace>(Account, Well, |_| one("workspace[name]", "Another")),
        at::<UpdateWorkspace>(May(ManageWorkspace), Well, |_| {
            one("workspace[name]", "Renamed")
        }),
        at::<SwitchWorkspace>(Account, Tried, |t| one("id", &t.workspace.to_string())),
        at::<PlanWorkspaceDeletion>(May(DeleteWorkspace), Well, nothing),
        at::<app::workspaces::server_fns::DeleteWorkspace>(May(DeleteWorkspace), Well, |_| {
            one("deletion[name]", &format!("{MARK} workspace"))
        }),
        at::<ListActivity>(May(ReadActivity), Well, nothing),
        at::<LoadBilling>(Account, Well, nothing),
        at::<ChangePlan>(May(ManageBilling), Tried, |_| {
            vec![("room[plan]", "team".into()), ("room[seats]", "9".into())]
        }),
        at::<ChangeSeats>(May(ManageBilling), Tried, |_| one("room[seats]", "8")),
        // Only a provider that takes money has a page of its own.
        at::<ManagePayment>(May(ManageBilling), Tried, nothing),
    ]
}

fn people() -> Vec<Operation> {
    use Door::{Account, Everybody, May};
    use Ends::{Tried, Well};
    use Permission::{
        HandOverWorkspace, InviteMembers, LeaveWorkspace, ManageCosts, ManageMembers,
    };
    use app::members::invitation_fns::*;
    use app::members::server_fns::*;
    vec![
        at::<LoadMembers>(Account, Well, nothing),
        at::<InviteMember>(May(InviteMembers), Well, |_| {
            vec![
                ("invitation[email]", "new@example.com".into()),
                ("invitation[role]", "member".into()),
            ]
        }),
        at::<ResendInvitation>(May(InviteMembers), Well, |t| one("id", &t.invitation)),
        at::<CancelInvitation>(May(ManageMembers), Well, |t| one("id", &t.invitation)),
        at::<UpdateMember>(May(ManageMembers), Well, |t| {
            vec![
                ("member[user_id]", t.member.to_string()),
                ("member[role]", "viewer".into()),
            ]
        }),
        at::<UpdateMember>(May(ManageCosts), Well, |t| {
            vec![
                ("member[user_id]", t.member.to_string()),
                ("member[terms]", "true".into()),
                ("member[weekly_capacity]", "37.5".into()),
                ("member[internal_cost]", "35".into()),
                ("member[hourly_rate]", "90".into()),
            ]
        }),
        at::<RemoveMember>(May(ManageMembers), Well, |t| {
            one("id", &t.member.to_string())
        }),
        at::<app::members::server_fns::HandOverWorkspace>(May(HandOverWorkspace), Well, |t| {
            one("handover[user_id]", &t.member.to_string())
        }),
        at::<app::members::server_fns::LeaveWorkspace>(May(LeaveWorkspace), Well, nothing),
        at::<LoadInvitation>(Everybody, Tried, |_| one("invitation[token]", "none")),
        at::<ListOwnInvitations>(Account, Well, nothing),
        at::<KeepInvitation>(Everybody, Tried, |_| one("invitation[token]", "none")),
        at::<AcceptInvitation>(Account, Tried, |_| one("invitation[token]", "none")),
        at::<DeclineInvitation>(Everybody, Tried, |_| one("invitation[token]", "none")),
    ]
}

fn tokens() -> Vec<Operation> {
    use Door::{Account, May};
    use Ends::{Tried, Well};
    use Permission::{EndOwnTokens, ManageAllTokens, ManageOwnTokens};
    use app::tokens::server_fns::*;
    vec![
        at::<LoadTokens>(Account, Well, nothing),
        // The password is another test's matter.
        at::<CreateToken>(May(ManageOwnTokens), Tried, |_| one("token[name]", "CI")),
        at::<RevokeToken>(May(EndOwnTokens), Well, |t| one("id", &t.token)),
        at::<RevokeToken>(Door::Sees(ManageAllTokens), Well, |t| {
            one("id", &t.others_token)
        }),
    ]
}

fn webhooks() -> Vec<Operation> {
    use Door::{Account, May, Sees};
    use Ends::Well;
    use Permission::{
        EndAllWebhooks, EndOwnWebhooks, ManageAllWebhooks, ManageOwnTokens, ReadWebhooks,
    };
    use app::webhooks::server_fns::*;
    let form = |things: &Things| {
        vec![
            ("webhook[id]", things.webhook.clone()),
            ("webhook[url]", "https://example.com/another".into()),
        ]
    };
    vec![
        at::<LoadWebhooks>(Account, Well, nothing),
        at::<LoadDeliveries>(May(ReadWebhooks), Well, |t| one("id", &t.webhook)),
        at::<CreateWebhook>(May(ManageOwnTokens), Well, |_| {
            one("webhook[url]", "https://example.com/another")
        }),
        at::<UpdateWebhook>(May(ManageOwnTokens), Well, form),
        at::<DisableWebhook>(May(EndOwnWebhooks), Well, |t| one("id", &t.webhook)),
        at::<DisableWebhook>(Sees(EndAllWebhooks), Well, |t| one("id", &t.others_webhook)),
        at::<EnableWebhook>(May(ManageOwnTokens), Well, |t| one("id", &t.webhook)),
        at::<DeleteWebhook>(May(EndOwnWebhooks), Well, |t| one("id", &t.webhook)),
        at::<DeleteWebhook>(Sees(EndAllWebhooks), Well, |t| one("id", &t.others_webhook)),
        at::<ResendDelivery>(May(ManageOwnTokens), Well, |t| one("id", &t.delivery)),
        at::<ResendDelivery>(Sees(ManageAllWebhooks), Well, |t| {
            one("id", &t.others_delivery)
        }),
    ]
}

fn invoices() -> Vec<Operation> {
    use Door::May;
    use Ends::{Tried, Well};
    use Permission::{EndInvoices, EndShares, ManageInvoices, ReadInvoices};
    use app::invoices::server_fns::*;
    use app::invoices::settings_fns::*;
    vec![
        at::<ListInvoices>(May(ReadInvoices), Well, |t| {
            one("query[client]", &t.billed_client)
        }),
        at::<LoadInvoice>(May(ReadInvoices), Well, |t| one("id", &t.invoice)),
        at::<PreviewInvoice>(May(ManageInvoices), Well, |t| {
            vec![
                ("selection[client_id]", t.billed_client.clone()),
                ("selection[project_id]", t.billed_project.clone()),
                ("selection[from]", "2026-11-01".into()),
                ("selection[to]", "2027-12-31".into()),
            ]
        }),
        at::<CreateInvoice>(May(ManageInvoices), Well, |t| {
            vec![
                ("invoice[selection][client_id]", t.billed_client.clone()),
                ("invoice[selection][project_id]", t.billed_project.clone()),
                ("invoice[selection][from]", "2026-11-01".into()),
                ("invoice[selection][to]", "2027-12-31".into()),
            ]
        }),
        at::<UpdateInvoice>(May(ManageInvoices), Well, |t| {
            vec![("id", t.invoice.clone()), ("terms[notes]", "Thanks".into())]
        }),
        at::<StepInvoice>(May(ManageInvoices), Well, |t| {
            vec![("id", t.invoice.clone()), ("step", "send".into())]
        }),
        at::<StepInvoice>(May(EndInvoices), Well, |t| {
            vec![("id", t.invoice.clone()), ("step", "void".into())]
        }),
        at::<DeleteInvoice>(May(EndInvoices), Well, |t| one("id", &t.invoice)),
        at::<MailInvoice>(May(ManageInvoices), Well, |t| {
            vec![
                ("id", t.invoice.clone()),
                ("mail[to]", "billing@example.com".into()),
                ("mail[subject]", "Your invoice".into()),
            ]
        }),
        // It is a draft: what is sent is another test's matter.
        at::<ShareInvoice>(May(ManageInvoices), Tried, |t| one("id", &t.invoice)),
        at::<UnshareInvoice>(May(EndShares), Well, |t| one("id", &t.invoice)),
        at::<CreditInvoice>(May(ManageInvoices), Tried, |t| {
            vec![("id", t.invoice.clone()), ("credit[lines][]", "0".into())]
        }),
        at::<ListInvoiceProjects>(May(ReadInvoices), Well, nothing),
        at::<LoadInvoiceSetup>(May(ReadInvoices), Well, nothing),
        at::<UpdateInvoiceSettings>(May(ManageInvoices), Well, |_| {
            one("settings[notes]", "Thanks")
        }),
        at::<RemoveInvoiceLogo>(May(ManageInvoices), Well, nothing),
    ]
}

fn saved_reports() -> Vec<Operation> {
    use Door::{Account, May, Sees};
    use Ends::Well;
    use Permission::{EndShares, ManageAllReports, SaveReports, ShareReports};
    use app::saved_reports::server_fns::*;
    vec![
        at::<ListSavedReports>(Account, Well, nothing),
        at::<LoadSavedReport>(Account, Well, |t| one("id", &t.saved_report)),
        at::<CreateSavedReport>(May(SaveReports), Well, |_| {
            vec![
                ("report[name]", "Another".into()),
                ("report[kind]", "summary".into()),
                ("report[params]", "period=last-month".into()),
            ]
        }),
        at::<UpdateSavedReport>(May(SaveReports), Well, |t| {
            vec![
                ("id", t.saved_report.clone()),
                ("params", "period=last-year".into()),
            ]
        }),
        at::<UpdateSavedReport>(Sees(ManageAllReports), Well, |t| {
            vec![
                ("id", t.others_report.clone()),
                ("params", "period=last-year".into()),
            ]
        }),
        at::<RenameSavedReport>(May(SaveReports), Well, |t| {
            vec![("id", t.saved_report.clone()), ("name", "Renamed".into())]
        }),
        at::<RenameSavedReport>(Sees(ManageAllReports), Well, |t| {
            vec![("id", t.others_report.clone()), ("name", "Renamed".into())]
        }),
        at::<DeleteSavedReport>(May(SaveReports), Well, |t| one("id", &t.saved_report)),
        at::<DeleteSavedReport>(Sees(ManageAllReports), Well, |t| {
            one("id", &t.others_report)
        }),
        at::<ShareReport>(May(ShareReports), Well, |t| {
            vec![
                ("share[id]", t.saved_report.clone()),
                ("share[amounts]", "true".into()),
            ]
        }),
        at::<UnshareReport>(May(EndShares), Well, |t| one("id", &t.shared_report)),
    ]
}

fn connections() -> Vec<Operation> {
    use Door::{Account, May};
    use Ends::{Tried, Well};
    use Permission::ConnectApps;
    use app::connect::server_fns::*;
    vec![
        at::<LoadConnectAsk>(Account, Well, |_| one("query", &an_apps_request())),
        // The password is another test's matter.
        at::<ApproveConnection>(May(ConnectApps), Tried, |t| {
            vec![
                ("approval[request]", an_apps_request()),
                ("approval[workspace_id]", t.workspace.to_string()),
            ]
        }),
        at::<ListConnections>(Account, Well, nothing),
        at::<DisconnectApp>(Account, Tried, |t| one("id", &t.token)),
    ]
}

/// What an app asks in the connect page's address.
pub fn an_apps_request() -> String {
    format!(
        "response_type=code&client_id=focus&redirect_uri=http://127.0.0.1:5/&code_challenge={}\
         &code_challenge_method=S256&scope=write",
        crate::connect::CHALLENGE
    )
}
