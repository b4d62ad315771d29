//! Tags: names, who may use and change them, deletion that detaches, locked entries, and the wall between workspaces.

use app::access::Role;
use app::tags::server_fns::{CreateTag, DeleteTag, ListTags, RenameTag};
use app::time_entries::server_fns::{CreateTimeEntry, ListTimeEntries};
use app::timer::server_fns::{LoadTimer, StartTimer};
use serde_json::Value;
use server::execute;
use uuid::Uuid;

use crate::clients::{UNKNOWN, assert_conflict, id_of, names, set_role};
use crate::on_both_databases;
use crate::support::Person;

async fn add_tag(person: &Person, name: &str) -> String {
    let id = person.call::<CreateTag>(&[("name", name)]).await.ok();
    id.as_str().unwrap().to_owned()
}

async fn list(person: &Person) -> Value {
    person.call::<ListTags>(&[]).await.ok()
}

async fn add_entry(person: &Person, tag: &str) -> Uuid {
    let fields = [("entry[duration]", "1:00"), ("entry[tag_ids][]", tag)];
    id_of(&person.call::<CreateTimeEntry>(&fields).await.ok())
}

on_both_databases! {
    /// Stored without the sign, listed by name with their use.
    async fn tags_are_added_and_renamed(app: &TestApp) {
        let maya = app.person("Maya").await;
        let dev = add_tag(&maya, " #dev ").await;
        add_tag(&maya, "Admin").await;
        add_entry(&maya, &dev).await;
        let tags = list(&maya).await;
        assert_eq!(names(&tags), ["Admin", "dev"]);
        assert_eq!((&tags[0]["uses"], &tags[1]["uses"]), (&0.into(), &1.into()));
        maya.call::<RenameTag>(&[("id", &dev), ("name", "#Development")]).await.ok();
        assert_eq!(names(&list(&maya).await), ["Admin", "Development"]);
    }

    /// Case, spaces and the sign make no other name.
    async fn names_are_unique_ignoring_case(app: &TestApp) {
        let maya = app.person("Maya").await;
        let tag = add_tag(&maya, "Besprechung Köln").await;
        let other = add_tag(&maya, "dev").await;
        for name in ["#besprechung köln", " BESPRECHUNG  KÖLN "] {
            assert_conflict(&maya.call::<CreateTag>(&[("name", name)]).await, "name_taken");
            assert_conflict(&maya.call::<RenameTag>(&[("id", &other), ("name", name)]).await, "name_taken");
        }
        maya.call::<RenameTag>(&[("id", &tag), ("name", "besprechung Köln")]).await.ok();
        assert_eq!(names(&list(&maya).await), ["besprechung Köln", "dev"]);
    }

    /// A bad name is named, and nothing is changed.
    async fn bad_names_are_refused(app: &TestApp) {
        let maya = app.person("Maya").await;
        let tag = add_tag(&maya, "dev").await;
        let long = "x".repeat(101);
        for name in ["", " ", "#", "\u{200b}", "a\nb", "a\u{0}b", long.as_str()] {
            assert_eq!(maya.call::<CreateTag>(&[("name", name)]).await.refused_fields(), ["name"], "{name:?}");
            let answer = maya.call::<RenameTag>(&[("id", &tag), ("name", name)]).await;
            assert_eq!(answer.refused_fields(), ["name"], "{name:?}");
        }
        assert_eq!(maya.call::<DeleteTag>(&[("id", "dev")]).await.status, 400);
        assert_eq!(names(&list(&maya).await), ["dev"]);
    }

    /// Deletion takes the tag off entries and the timer; they stay.
    async fn deletion_detaches(app: &TestApp) {
        let maya = app.person("Maya").await;
        let dev = add_tag(&maya, "dev").await;
        add_entry(&maya, &dev).await;
        maya.call::<StartTimer>(&[("timer[tag_ids][]", &dev)]).await.ok();
        maya.call::<DeleteTag>(&[("id", &dev)]).await.ok();
        let page = maya.call::<ListTimeEntries>(&[]).await.ok();
        assert_eq!(page["days"][0]["entries"].as_array().unwrap().len(), 1);
        assert_eq!(page["days"][0]["entries"][0]["tags"], Value::Array(vec![]));
        assert_eq!(maya.call::<LoadTimer>(&[]).await.ok()["tags"], Value::Array(vec![]));
        assert_eq!(maya.call::<DeleteTag>(&[("id", &dev)]).await.status, 404);
    }

    /// What an invoice locks keeps its tags.
    async fn a_tag_on_a_locked_entry_stays(app: &TestApp) {
        let maya = app.person("Maya").await;
        let dev = add_tag(&maya, "dev").await;
        let entry = add_entry(&maya, &dev).await;
        let mut tx = app.services.db.write(entry).await.unwrap();
        execute!(&mut tx, c => sqlx::query("update time_entries set invoice_id = $1 where id = $2")
            .bind(entry)
            .bind(entry)
            .execute(c)).unwrap();
        tx.commit().await.unwrap();
        assert_conflict(&maya.call::<DeleteTag>(&[("id", &dev)]).await, "entry_locked");
        assert_eq!(list(&maya).await[0]["uses"], 1);
    }

    /// A Member adds and uses tags, Owner and Manager also change them.
    async fn who_may_change_tags(app: &TestApp) {
        let maya = app.person("Maya").await;
        let dev = add_tag(&maya, "dev").await;
        set_role(app, &maya, Role::Manager).await;
        maya.call::<RenameTag>(&[("id", &dev), ("name", "code")]).await.ok();
        set_role(app, &maya, Role::Member).await;
        add_tag(&maya, "calls").await;
        for role in [Role::Member, Role::Viewer] {
            set_role(app, &maya, role).await;
            for answer in [
                maya.call::<RenameTag>(&[("id", &dev), ("name", "other")]).await,
                maya.call::<DeleteTag>(&[("id", &dev)]).await,
            ] {
                assert_eq!((answer.status, &answer.body["refused"]), (403, &"forbidden".into()), "{role:?}");
            }
        }
        assert_eq!(maya.call::<CreateTag>(&[("name", "more")]).await.status, 403);
        set_role(app, &maya, Role::Member).await;
        assert_eq!(names(&list(&maya).await), ["calls", "code"]);
        assert_eq!(app.anonymous().call::<ListTags>(&[]).await.status, 401);
    }

    /// Another workspace's tag answers like one that does not exist, and stays as it is.
    async fn another_workspaces_tag_does_not_exist(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let theirs = add_tag(&noor, "dev").await;
        for id in [theirs.as_str(), UNKNOWN] {
            for answer in [
                maya.call::<RenameTag>(&[("id", id), ("name", "mine")]).await,
                maya.call::<DeleteTag>(&[("id", id)]).await,
            ] {
                assert_eq!((answer.status, answer.body), (404, "not_found".into()));
            }
        }
        assert_eq!(list(&maya).await, Value::Array(vec![]));
        assert_eq!(names(&list(&noor).await), ["dev"]);
    }

    /// The list and its dialogs are in the first answer; a plain form ends on the list.
    async fn pages_come_with_their_data(app: &TestApp) {
        let maya = app.person("Maya").await;
        let answer = maya.submit::<CreateTag>("/tags?new=1", &[("name", "#dev")]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/tags")));
        let id = list(&maya).await[0]["id"].as_str().unwrap().to_owned();
        for (path, words) in [
            ("/tags".to_owned(), "#dev"),
            ("/tags?new=1".to_owned(), "New tag"),
            (format!("/tags?edit={id}"), "Save changes"),
            (format!("/tags?delete={id}"), "Delete #dev?"),
        ] {
            let page = maya.get(&path).await.ok();
            assert!(page.as_str().unwrap().contains(words), "{path}: {page}");
        }
    }
}
