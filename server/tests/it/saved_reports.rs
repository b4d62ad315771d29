//! Saved reports: who sees, changes and shares them; and what is behind a link, for whom, until when.

mod links;

use app::access::{BillingState, Plan, Role};
use app::activity::server_fns::ListActivity;
use app::saved_reports::server_fns::{
    CreateSavedReport, DeleteSavedReport, ListSavedReports, LoadSavedReport, RenameSavedReport,
    ShareReport, UnshareReport, UpdateSavedReport,
};
use serde_json::Value;

use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::support::{Answer, Person};

async fn save(person: &Person, name: &str, kind: &str, params: &str) -> Answer {
    let fields = [
        ("report[name]", name),
        ("report[kind]", kind),
        ("report[params]", params),
    ];
    person.call::<CreateSavedReport>(&fields).await
}

async fn list(person: &Person) -> Vec<Value> {
    let reports = person.call::<ListSavedReports>(&[]).await.ok();
    reports.as_array().unwrap().clone()
}

async fn names(person: &Person) -> Vec<String> {
    let reports = list(person).await;
    let name = |report: &Value| report["name"].as_str().unwrap().to_owned();
    reports.iter().map(name).collect()
}

async fn find(person: &Person, name: &str) -> Value {
    let reports = list(person).await;
    let found = reports.into_iter().find(|report| report["name"] == name);
    found.expect("a saved report of this name")
}

/// A saved report: its id.
async fn saved(person: &Person, name: &str, params: &str) -> String {
    save(person, name, "summary", params).await.ok();
    id_of(&find(person, name).await)
}

fn id_of(report: &Value) -> String {
    report["id"].as_str().unwrap().to_owned()
}

on_both_databases! {
    /// What was on screen is kept in one way, relative days as such, and listed by name.
    async fn a_report_is_kept_as_it_was(app: &TestApp) {
        let ada = app.person("Ada").await;
        save(&ada, "Weekly look", "summary", "then_by=day&junk=1&period=last-week").await.ok();
        save(&ada, " all of it ", "summary", "period=all-time&group_by=tag,month").await.ok();
        save(&ada, "Margins", "profitability", "").await.ok();
        assert_eq!(names(&ada).await, ["all of it", "Margins", "Weekly look"]);
        let weekly = find(&ada, "Weekly look").await;
        assert_eq!(weekly["params"], "period=last-week&then_by=day");
        assert_eq!(weekly["days"]["period"], "last-week");
        assert_eq!(weekly["creator"], "Ada");
        assert_eq!((&weekly["may_change"], &weekly["is_shared"]), (&true.into(), &false.into()));
        assert_eq!(find(&ada, "Margins").await["params"], "period=this-month");
        assert_eq!(
            find(&ada, "all of it").await["params"],
            "period=all-time&group_by=tag&then_by=month"
        );
        let page = ada.get(&format!("/reports?period=last-week&then_by=day&saved={}", id_of(&weekly))).await;
        assert_eq!(page.status, 200);
        assert!(page.body.as_str().unwrap().contains("Weekly look"));
    }

    /// Lists and weeks are kept, too, with what their pages know.
    async fn every_report_is_kept(app: &TestApp) {
        let ada = app.person("Ada").await;
        save(&ada, "Last week's list", "detailed", "after=5_0&size=100&group_by=project&period=last-week").await.ok();
        save(&ada, "Plain list", "detailed", "then_by=day").await.ok();
        save(&ada, "By head", "weekly", "group_by=user&then_by=day").await.ok();
        let list = find(&ada, "Last week's list").await;
        assert_eq!(list["params"], "period=last-week&group_by=project&size=100");
        let plain = find(&ada, "Plain list").await;
        assert_eq!((&plain["params"], &plain["group_by"]), (&"period=this-month".into(), &serde_json::json!([])));
        assert_eq!(find(&ada, "By head").await["params"], "period=this-month&group_by=user");
        for (kind, params, field) in [
            ("detailed", "size=7", "size"),
            ("detailed", "group_by=shoe", "group_by"),
            ("detailed", "tag=x", "tag"),
            ("weekly", "group_by=day", "group_by"),
            ("weekly", "period=someday", "period"),
        ] {
            assert_eq!(save(&ada, "A", kind, params).await.refused_fields(), [field], "{kind} {params}");
        }
        for (name, page) in [("Plain list", "detailed"), ("By head", "weekly")] {
            let report = find(&ada, name).await;
            let params = report["params"].as_str().unwrap();
            let path = format!("/reports/{page}?{params}&saved={}", id_of(&report));
            let html = ada.get(&path).await;
            let html = html.body.as_str().unwrap();
            assert!(html.contains(name) && !html.contains("Save changes"), "{html}");
            let other = ada.get(&format!("{path}&q=x")).await;
            assert!(other.body.as_str().unwrap().contains("Save changes"), "{name}");
        }
    }

    /// What cannot be understood is named, and nothing is kept.
    async fn bad_input_is_refused(app: &TestApp) {
        let ada = app.person("Ada").await;
        let long = format!("q={}", "x".repeat(5000));
        for (name, kind, params, field) in [
            ("", "summary", "", "name"),
            (&*"x".repeat(101), "summary", "", "name"),
            ("A", "shoes", "", "kind"),
            ("A", "summary", "period=someday", "period"),
            ("A", "summary", "from=2026-11-02&to=2026-11-01", "to"),
            ("A", "summary", "group_by=shoe", "group_by"),
            ("A", "profitability", "group_by=day", "group_by"),
            ("A", "summary", &*long, "params"),
        ] {
            let answer = save(&ada, name, kind, params).await;
            assert_eq!(answer.refused_fields(), [field], "{name} {params}");
        }
        assert!(list(&ada).await.is_empty());
        let id = saved(&ada, "Monthly", "").await;
        assert_eq!(save(&ada, " MONTHLY", "summary", "").await.status, 409);
        let wrong = [("id", id.as_str()), ("params", "period=someday")];
        assert_eq!(ada.call::<UpdateSavedReport>(&wrong).await.refused_fields(), ["period"]);
        assert_eq!(find(&ada, "Monthly").await["params"], "period=this-month");
        saved(&ada, "Other", "").await;
        let taken = [("id", id.as_str()), ("name", "other")];
        assert_eq!(ada.call::<RenameSavedReport>(&taken).await.status, 409);
        let cased = [("id", id.as_str()), ("name", "MONTHLY")];
        ada.call::<RenameSavedReport>(&cased).await.ok();
        assert_eq!(names(&ada).await, ["MONTHLY", "Other"]);
    }

    /// Members change their own, Owner and Managers everybody's, Viewers none; profit is for who may see it.
    async fn who_sees_and_changes_what(app: &TestApp) {
        let ada = app.person("Ada").await;
        let noor = app.member(&ada, "Noor", Role::Member).await;
        let vera = app.member(&ada, "Vera", Role::Viewer).await;
        let theirs = saved(&noor, "Noor's", "").await;
        let own = saved(&ada, "Ada's", "").await;
        save(&ada, "Margins", "profitability", "").await.ok();
        for person in [&noor, &vera] {
            assert_eq!(names(person).await, ["Ada's", "Noor's"]);
        }
        let margins = id_of(&find(&ada, "Margins").await);
        assert_eq!(noor.call::<LoadSavedReport>(&[("id", &margins)]).await.status, 404);
        assert_eq!(noor.call::<DeleteSavedReport>(&[("id", &margins)]).await.status, 404);
        assert_eq!(save(&noor, "Margins too", "profitability", "").await.status, 403);
        assert_eq!(save(&vera, "Vera's", "summary", "").await.status, 403);
        for person in [&noor, &vera] {
            assert_eq!(find(person, "Ada's").await["may_change"], false);
            assert_eq!(person.call::<DeleteSavedReport>(&[("id", &own)]).await.status, 403);
        }
        assert_eq!(find(&noor, "Noor's").await["may_change"], true);
        let renamed = [("id", theirs.as_str()), ("name", "Team")];
        ada.call::<RenameSavedReport>(&renamed).await.ok();
        noor.call::<DeleteSavedReport>(&[("id", &theirs)]).await.ok();
        assert_eq!(names(&ada).await, ["Ada's", "Margins"]);
        // Another workspace's is as good as not there.
        let eve = app.person("Eve").await;
        for answer in [
            eve.call::<LoadSavedReport>(&[("id", &own)]).await,
            eve.call::<DeleteSavedReport>(&[("id", &own)]).await,
            eve.call::<UpdateSavedReport>(&[("id", &own)]).await,
            eve.call::<ShareReport>(&[("share[id]", &own)]).await,
            eve.call::<UnshareReport>(&[("id", &own)]).await,
        ] {
            assert_eq!(answer.status, 404, "{answer:?}");
        }
    }

    /// Who may not share a report does not change what its link shows either.
    async fn a_shared_report_is_not_widened_by_its_member(app: &TestApp) {
        let ada = app.person("Ada").await;
        let noor = app.member(&ada, "Noor", Role::Member).await;
        let id = saved(&noor, "For Acme", "billable=true").await;
        assert_eq!(noor.call::<ShareReport>(&[("share[id]", &id)]).await.status, 403);
        ada.call::<ShareReport>(&[("share[id]", &id)]).await.ok();
        let wider = [("id", id.as_str()), ("params", "")];
        assert_eq!(noor.call::<UpdateSavedReport>(&wider).await.status, 403);
        let seen = find(&noor, "For Acme").await;
        assert_eq!(seen["is_shared"], true);
        assert_eq!(seen["share"], Value::Null, "no link for a Member");
        ada.call::<UpdateSavedReport>(&wider).await.ok();
        assert_eq!(find(&ada, "For Acme").await["params"], "period=this-month");
    }

    /// In a read-only workspace links can be revoked, and nothing else; on Free reports are saved, not shared.
    async fn plans_and_payment(app: &TestApp) {
        let ada = app.person("Ada").await;
        let id = saved(&ada, "Monthly", "").await;
        let workspace = ada.actor().await.workspace_id;
        ada.call::<ShareReport>(&[("share[id]", &id)]).await.ok();
        set_standing(&app.services, workspace, Plan::Free, BillingState::Active).await;
        saved(&ada, "More", "").await;
        assert_eq!(ada.call::<ShareReport>(&[("share[id]", &id)]).await.body["refused"], "plan_required");
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        assert_eq!(save(&ada, "Yet more", "summary", "").await.body["refused"], "workspace_read_only");
        ada.call::<UnshareReport>(&[("id", &id)]).await.ok();
        assert_eq!(ada.call::<UnshareReport>(&[("id", &id)]).await.status, 404);
    }

    /// Each change has its line in the log, and none the secret.
    async fn the_log_tells_of_it(app: &TestApp) {
        let ada = app.person("Ada").await;
        let id = saved(&ada, "Monthly", "").await;
        let fields = [("share[id]", id.as_str()), ("share[password]", "open sesame")];
        ada.call::<ShareReport>(&fields).await.ok();
        let url = find(&ada, "Monthly").await["share"]["url"].as_str().unwrap().to_owned();
        let again = [("share[id]", id.as_str()), ("share[people]", "true"), ("share[password]", "sesame open")];
        ada.call::<ShareReport>(&again).await.ok();
        ada.call::<UpdateSavedReport>(&[("id", &id), ("params", "period=last-year")]).await.ok();
        ada.call::<UnshareReport>(&[("id", &id)]).await.ok();
        ada.call::<DeleteSavedReport>(&[("id", &id)]).await.ok();
        let log = ada.call::<ListActivity>(&[("query[kind]", "saved_report")]).await.ok().to_string();
        for action in ["created", "shared", "share_changed", "updated", "unshared", "deleted"] {
            assert!(log.contains(&format!("saved_report.{action}")), "{action} in {log}");
        }
        let token = url.rsplit('/').next().unwrap();
        assert!(!log.contains("sesame") && !log.contains(token) && !log.contains("argon2"));
    }
}
