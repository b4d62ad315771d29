//! The profile's formats and pictures: what is taken, what is refused, who sees what.

use app::accounts::server_fns::{LoadAccount, RemovePicture, UpdateProfile};
use app::workspaces::server_fns::LoadFrame;
use image::{DynamicImage, ImageFormat, RgbImage};
use reqwest::Response;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::on_both_databases;
use crate::support::Person;

async fn update(person: &Person, more: &[(&str, &str)]) -> crate::support::Answer {
    let mut fields = vec![
        ("profile[name]", "Maya"),
        ("profile[timezone]", "Europe/Berlin"),
        ("profile[theme]", "system"),
    ];
    fields.extend_from_slice(more);
    person.call::<UpdateProfile>(&fields).await
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::new(90, 60))
        .write_to(&mut file, format)
        .unwrap();
    file.into_inner()
}

/// Sends a file as the page's form does; where the answer leads.
async fn upload(person: &Person, file: Vec<u8>) -> String {
    let part = Part::bytes(file).file_name("me.png");
    let response = person
        .http
        .post(format!("{}/profile/picture", person.base))
        .multipart(Form::new().part("picture", part))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 303);
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn account(person: &Person) -> Value {
    person.call::<LoadAccount>(&[]).await.ok()
}

async fn fetch(person: &Person, account: &Value) -> Response {
    let url = format!(
        "{}/pictures/{}?v=1",
        person.base,
        account["id"].as_str().unwrap()
    );
    person.http.get(url).send().await.unwrap()
}

on_both_databases! {
    /// Formats are kept, shown by the first view of a page, and refused when there are none such.
    async fn formats_are_chosen(app: &TestApp) {
        let maya = app.person("Maya").await;
        assert_eq!(account(&maya).await["formats"]["date"], "day_month_year");
        let answer = update(&maya, &[
            ("profile[date_format]", "dotted"), ("profile[time_format]", "hours_12"), ("profile[number_format]", "apostrophe_point"),
        ]).await.ok();
        let chosen = serde_json::json!({ "date": "dotted", "time": "hours_12", "number": "apostrophe_point", "rounding": null });
        assert_eq!(answer["formats"], chosen);
        assert_eq!(maya.call::<LoadFrame>(&[]).await.ok()["account"]["formats"], chosen);
        let page = maya.get("/profile/sessions").await;
        let html = page.body.as_str().unwrap();
        assert!(html.contains("20.11.2026, 11:00\u{a0}AM"), "{html}");

        let refused = update(&maya, &[
            ("profile[date_format]", "roman"), ("profile[time_format]", "sundial"), ("profile[number_format]", "tally"),
        ]).await;
        assert_eq!(refused.refused_fields(), ["date_format", "time_format", "number_format"]);
        // A form without them leaves them; only the time format then follows the workspace, as the week does.
        let left = update(&maya, &[]).await.ok();
        assert_eq!((&left["formats"]["date"], &left["formats"]["number"]), (&chosen["date"], &chosen["number"]));
        assert!(left["time_format"].is_null());
    }

    /// A picture of each kind is taken, made small, and shown to its owner; the next replaces it; it is taken away.
    async fn a_picture_is_kept_small(app: &TestApp) {
        let maya = app.person("Maya").await;
        assert_eq!(account(&maya).await["picture_at"], Value::Null);
        let mut last = Value::Null;
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            app.clock.advance(1);
            assert_eq!(upload(&maya, picture(format)).await, "/profile", "{format:?}");
            let account = account(&maya).await;
            assert_ne!(account["picture_at"], last, "a new address");
            last = account["picture_at"].clone();
            let shown = fetch(&maya, &account).await;
            assert_eq!(shown.status(), 200);
            assert_eq!(shown.headers()["content-type"], "image/png");
            assert_eq!(shown.headers()["x-content-type-options"], "nosniff");
            assert!(shown.headers()["cache-control"].to_str().unwrap().starts_with("private"));
            let png = shown.bytes().await.unwrap();
            let kept = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
            assert_eq!((kept.width(), kept.height()), (256, 256));
        }
        maya.call::<RemovePicture>(&[]).await.ok();
        maya.call::<RemovePicture>(&[]).await.ok();
        let account = account(&maya).await;
        assert_eq!(account["picture_at"], Value::Null);
        assert_eq!(fetch(&maya, &account).await.status(), 404);
    }

    /// Bad files are refused in words on the page, and change nothing.
    async fn bad_pictures_change_nothing(app: &TestApp) {
        let maya = app.person("Maya").await;
        assert_eq!(upload(&maya, picture(ImageFormat::Png)).await, "/profile");
        let before = account(&maya).await;
        // The frame header says 65,500 × 65,500.
        let mut bomb = picture(ImageFormat::Jpeg);
        let frame = bomb.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
        for (file, problem, words) in [
            (b"just words".to_vec(), "not_a_picture", "This is no PNG, JPEG or WebP picture"),
            (bomb, "too_many_pixels", "too many pixels"),
            (vec![0; 5 * 1024 * 1024 + 1], "too_large", "larger than 5 MB"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "not_a_picture", "This is no PNG"),
        ] {
            let location = upload(&maya, file).await;
            assert_eq!(location, format!("/profile?picture_error={problem}"));
            let page = maya.get(&location).await;
            assert!(page.body.as_str().unwrap().contains(words), "{problem}");
        }
        let form = Form::new().part("picture", Part::bytes(Vec::new()).file_name(""));
        let answer = maya.http.post(format!("{}/profile/picture", app.base)).multipart(form).send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/profile?picture_error=no_file");
        assert_eq!(account(&maya).await, before);
        assert_eq!(fetch(&maya, &before).await.status(), 200);
    }

    /// Only people who share a workspace see a picture; everybody else cannot tell whether there is one.
    async fn pictures_stay_among_people_who_work_together(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        upload(&maya, picture(ImageFormat::Png)).await;
        let mayas = account(&maya).await;
        assert_eq!(fetch(&maya, &mayas).await.status(), 200);
        assert_eq!(fetch(&noor, &mayas).await.status(), 404);
        assert_eq!(fetch(&app.anonymous(), &mayas).await.status(), 401);
        let refused = app.anonymous().http.post(format!("{}/profile/picture", app.base))
            .multipart(Form::new().part("picture", Part::bytes(picture(ImageFormat::Png)).file_name("x.png")))
            .send().await.unwrap();
        assert_eq!(refused.status(), 401);
        let nonsense = maya.http.get(format!("{}/pictures/nonsense", app.base)).send().await.unwrap();
        assert_eq!(nonsense.status(), 404);

        // Noor joins Maya's workspace.
        let frame = maya.call::<LoadFrame>(&[]).await.ok();
        let workspace: app::values::WorkspaceId = serde_json::from_value(frame["workspace"]["id"].clone()).unwrap();
        let user: app::values::UserId = serde_json::from_value(account(&noor).await["id"].clone()).unwrap();
        let mut tx = app.services.write_in(workspace).await.unwrap();
        server::workspaces::sql::insert_member(&mut tx, workspace, user, app::access::Role::Viewer, 0).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(fetch(&noor, &mayas).await.status(), 200);
    }

    /// Another site's form is refused.
    async fn another_sites_upload_is_refused(app: &TestApp) {
        let maya = app.person("Maya").await;
        let form = Form::new().part("picture", Part::bytes(picture(ImageFormat::Png)).file_name("x.png"));
        let answer = maya.http.post(format!("{}/profile/picture", app.base))
            .header("sec-fetch-site", "cross-site").header("origin", "https://evil.example")
            .multipart(form).send().await.unwrap();
        assert_eq!(answer.status(), 403);
        assert_eq!(account(&maya).await["picture_at"], Value::Null);
    }
}

/// A country database that cannot be used stops the start, in words.
#[tokio::test]
async fn a_wrong_country_database_is_a_start_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("country.mmdb");
    std::fs::write(&file, "not a database").unwrap();
    let mut config = server::config::Config::with_database(format!(
        "sqlite://{}/timether.db",
        folder.path().display()
    ));
    config.geoip_file = Some(file.clone());
    let error = server::cli::open(config).await.unwrap_err().to_string();
    assert!(
        error.contains("TIMETHER_GEOIP_FILE") && error.contains(&file.display().to_string()),
        "{error}"
    );
}
