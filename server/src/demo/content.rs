//! The words of the demo: its people, clients, projects and what they do all day.

use app::access::Role;

/// The demo's workspace.
pub(super) const WORKSPACE: &str = "Northwind Studio";

/// Somebody who works there.
pub(super) struct Person {
    pub(super) name: &'static str,
    /// `None` is the demo's own sign-in.
    pub(super) email: Option<&'static str>,
    pub(super) role: Role,
    /// Hours a week, and what one costs the studio in cents.
    pub(super) terms: (i64, i64),
    /// Working days in a hundred that are free.
    pub(super) days_off: u32,
    /// Places in [`PROJECTS`].
    pub(super) projects: &'static [usize],
}

pub(super) static PEOPLE: [Person; 4] = [
    Person {
        name: "Maya Keller",
        email: None,
        role: Role::Owner,
        terms: (40, 6_500),
        days_off: 4,
        projects: &[0, 0, 1, 3, 6],
    },
    Person {
        name: "Jonas Weber",
        email: Some("jonas@timether.example"),
        role: Role::Manager,
        terms: (40, 5_200),
        days_off: 8,
        projects: &[1, 1, 4, 6],
    },
    Person {
        name: "Aiko Tanaka",
        email: Some("aiko@timether.example"),
        role: Role::Member,
        terms: (32, 4_500),
        days_off: 10,
        projects: &[0, 2, 3, 5],
    },
    Person {
        name: "Priya Nair",
        email: Some("priya@timether.example"),
        role: Role::Member,
        terms: (20, 3_800),
        days_off: 30,
        projects: &[2, 5, 7],
    },
];

/// Somebody work is done for.
pub(super) struct Client {
    pub(super) name: &'static str,
    pub(super) currency: &'static str,
    pub(super) billing_details: &'static str,
}

pub(super) static CLIENTS: [Client; 4] = [
    Client {
        name: "Acme",
        currency: "USD",
        billing_details: "Acme Corporation\n1 Road Runner Way\nTucson, AZ 85701",
    },
    Client {
        name: "Globex",
        currency: "EUR",
        billing_details: "Globex GmbH\nHafenstraße 12\n20457 Hamburg",
    },
    Client {
        name: "Harbour & Sons",
        currency: "GBP",
        billing_details: "Harbour & Sons Ltd\n4 Quay Street\nBristol BS1 4DJ",
    },
    Client {
        name: "Fjord Outdoor",
        currency: "EUR",
        billing_details: "Fjord Outdoor AS\nStrandgaten 9\n5013 Bergen",
    },
];

/// Something worked on.
pub(super) struct Project {
    pub(super) name: &'static str,
    pub(super) client: Option<&'static str>,
    pub(super) colour: &'static str,
    /// Whole units an hour in the client's currency; `None` is not billable.
    pub(super) rate: Option<&'static str>,
    pub(super) tags: &'static [&'static str],
    pub(super) work: &'static [&'static str],
}

pub(super) static TAGS: [&str; 7] = [
    "design", "dev", "meetings", "research", "review", "support", "writing",
];

pub(super) static PROJECTS: [Project; 8] = [
    Project {
        name: "Webshop relaunch",
        client: Some("Acme"),
        colour: "teal",
        rate: Some("120"),
        tags: &["design", "dev"],
        work: &[
            "Checkout flow: error states",
            "Payment provider spike",
            "Product page layout",
            "Basket: save for later",
            "Accessibility pass on filters",
            "Search suggestions",
            "Address form, second try",
            "Order confirmation mail",
        ],
    },
    Project {
        name: "Mobile app",
        client: Some("Globex"),
        colour: "indigo",
        rate: Some("105"),
        tags: &["dev", "review"],
        work: &[
            "Push notifications",
            "Offline queue",
            "Release 2.4 checklist",
            "Crash on first start",
            "Onboarding screens",
            "Review of the sync branch",
            "Store screenshots",
        ],
    },
    Project {
        name: "Brand refresh",
        client: Some("Harbour & Sons"),
        colour: "plum",
        rate: Some("90"),
        tags: &["design", "meetings"],
        work: &[
            "Moodboards",
            "Logo variations",
            "Workshop with the family",
            "Type and colour tokens",
            "Letterhead and invoices",
            "",
        ],
    },
    Project {
        name: "Design system",
        client: Some("Acme"),
        colour: "sky",
        rate: Some("110"),
        tags: &["design", "review"],
        work: &[
            "Buttons and fields",
            "Dark mode tokens",
            "Documentation: dialogs",
            "Icon set review",
            "Table component",
        ],
    },
    Project {
        name: "Booking platform",
        client: Some("Fjord Outdoor"),
        colour: "emerald",
        rate: Some("98"),
        tags: &["dev", "support"],
        work: &[
            "Calendar availability",
            "Refund rules",
            "Import of old bookings",
            "Slow query on the season page",
            "Hotline: double booking",
            "Weather widget",
        ],
    },
    Project {
        name: "Autumn campaign",
        client: Some("Fjord Outdoor"),
        colour: "orange",
        rate: Some("80"),
        tags: &["writing", "design"],
        work: &[
            "Landing page copy",
            "Newsletter, first draft",
            "Banner sizes",
            "Photo selection",
            "Proofreading",
        ],
    },
    Project {
        name: "Internal",
        client: None,
        colour: "amber",
        rate: None,
        tags: &["meetings"],
        work: &[
            "Weekly planning",
            "Retrospective",
            "Hiring: portfolio reviews",
            "Invoices and receipts",
            "Tidying the backlog",
            "",
        ],
    },
    Project {
        name: "User research",
        client: Some("Globex"),
        colour: "rose",
        rate: Some("95"),
        tags: &["research", "meetings"],
        work: &[
            "Interviews, round two",
            "Transcripts",
            "Survey evaluation",
            "Personas",
            "Report: what we learned",
        ],
    },
];
