//! What is neither page nor server function: uploads, downloads, streams, health, and who may call it.

use app::access::Permission;
use reqwest::multipart::{Form, Part};

use super::table::Door;
use super::world::Things;

/// What is neither page nor server function.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub door: Door,
}

const fn route(method: &'static str, path: &'static str, door: Door) -> Route {
    Route { method, path, door }
}

/// All of it.
pub const ROUTES: &[Route] = &[
    route(
        "POST",
        "/settings/data/import",
        Door::May(Permission::ImportData),
    ),
    route(
        "POST",
        "/settings/data/restore",
        Door::May(Permission::ImportData),
    ),
    route(
        "GET",
        "/imports/{id}/skipped.csv",
        Door::May(Permission::ImportData),
    ),
    route("POST", "/profile/picture", Door::Account),
    route(
        "POST",
        "/settings/invoices/logo",
        Door::May(Permission::ManageInvoices),
    ),
    route(
        "GET",
        "/settings/invoices/logo.png",
        Door::May(Permission::ReadInvoices),
    ),
    // The token is the door.
    route("GET", "/i/{token}", Door::Everybody),
    route("GET", "/i/{token}/pdf", Door::Everybody),
    route("GET", "/i/{token}/logo.png", Door::Everybody),
    route(
        "GET",
        "/exports/time-entries.csv",
        Door::May(Permission::ExportOwnTime),
    ),
    route(
        "GET",
        "/exports/backup.json",
        Door::May(Permission::ExportData),
    ),
    route("GET", "/schemas/backup-v1.json", Door::Everybody),
    route(
        "GET",
        "/exports/time-entries.pdf",
        Door::May(Permission::ExportOwnTime),
    ),
    route(
        "GET",
        "/exports/summary.csv",
        Door::May(Permission::ExportOwnTime),
    ),
    route(
        "GET",
        "/exports/summary.pdf",
        Door::May(Permission::ExportOwnTime),
    ),
    route(
        "GET",
        "/exports/weekly.csv",
        Door::May(Permission::ExportOwnTime),
    ),
    route(
        "GET",
        "/exports/weekly.pdf",
        Door::May(Permission::ExportOwnTime),
    ),
    route(
        "GET",
        "/exports/profitability.csv",
        Door::May(Permission::ReadCosts),
    ),
    route(
        "GET",
        "/exports/profitability.pdf",
        Door::May(Permission::ReadCosts),
    ),
    route(
        "GET",
        "/invoices/{id}/pdf",
        Door::May(Permission::ReadInvoices),
    ),
    // Its token is the door.
    route("GET", "/shared/{token}", Door::Everybody),
    route("POST", "/shared/{token}", Door::Everybody),
    route("GET", "/shared/{token}/report.csv", Door::Everybody),
    route("GET", "/shared/{token}/report.pdf", Door::Everybody),
    route("GET", "/pictures/{user}", Door::Account),
    route("GET", "/events", Door::Account),
    route("GET", "/assets/{hash}/{name}", Door::Everybody),
    route("GET", "/health/live", Door::Everybody),
    route("GET", "/health/ready", Door::Everybody),
    route("GET", "/api/v1/openapi.json", Door::Everybody),
    route("GET", "/api/docs", Door::Everybody),
    // Its code is the door.
    route("POST", "/api/v1/connect/token", Door::Everybody),
    route(
        "GET",
        "/.well-known/oauth-authorization-server",
        Door::Everybody,
    ),
    // Its signature is the door.
    route("POST", "/billing/stripe/webhook", Door::Everybody),
];

impl Route {
    /// A request that names things of this workspace.
    pub fn request(
        &self,
        http: &reqwest::Client,
        base: &str,
        things: &Things,
    ) -> reqwest::RequestBuilder {
        let path = self
            .path
            .replace("{user}", &things.member.to_string())
            .replace("{id}", &things.workspace.to_string())
            .replace("{token}", &"0".repeat(64))
            .replace("{hash}", "0")
            .replace("{name}", "timether.css");
        // The API's own addresses refuse what they do not know.
        let query = if path.starts_with("/api/") {
            String::new()
        } else {
            format!("?project={}", things.project)
        };
        let url = format!("{base}{path}{query}");
        if self.method == "GET" {
            return http.get(url);
        }
        let file = Part::bytes(b"a,b\n1,2\n".to_vec()).file_name("a.csv");
        http.post(url).multipart(Form::new().part("file", file))
    }
}
