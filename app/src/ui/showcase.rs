//! The page that shows every component in every state; for development.

use leptos::prelude::*;
use leptos_meta::Title;

use super::showcase_data::{COLOURS, Data, Icons};
use super::{
    Badge, BadgeKind, Button, ButtonLink, Card, CheckList, CheckboxField, Choice, ColourPicker,
    Dialog, EmptyState, ErrorSummary, FileField, Icon, IconButton, IconLink, Kind, Menu,
    MenuButton, MenuLine, MenuLink, Notice, NoticeKind, PageHead, Pager, PasswordField, Segmented,
    SelectChip, SelectField, Tab, Tabs, TextArea, TextField, ToastAction, ToggleIcon, use_toasts,
};
use crate::memo::{memo, use_params};

/// Every component in every state.
#[component]
pub fn Showcase() -> impl IntoView {
    view! {
        <Title text="Components"/>
        <main id="main" tabindex="-1">
            <PageHead title="Components" lede=|| "Every part of the kit, in every state.">
                <Button button_type="button" icon=Icon::Filter>"Filter"</Button>
                <Button button_type="button" kind=Kind::Soft icon=Icon::Plus>"Add Project"</Button>
            </PageHead>
            <Buttons/>
            <Fields/>
            <Choices/>
            <Menus/>
            <Messages/>
            <Data/>
            <Icons/>
        </main>
    }
    .into_any()
}

#[component]
fn Buttons() -> impl IntoView {
    view! {
        <Card title="Buttons" explain="A page has one primary button.">
            <div class="actions">
                <Button button_type="button" kind=Kind::Primary>"Save"</Button>
                <Button button_type="button" kind=Kind::Soft icon=Icon::Plus>"Add Time Entry"</Button>
                <Button button_type="button" icon=Icon::Pause>"Pause"</Button>
                <Button button_type="button" kind=Kind::Quiet>"Cancel"</Button>
                <Button button_type="button" kind=Kind::Danger>"Clear Workspace…"</Button>
                <ButtonLink href="#buttons" icon=Icon::Download>"Export CSV"</ButtonLink>
            </div>
            <div class="actions">
                <Button button_type="button" kind=Kind::Primary busy=true>"Saving"</Button>
                <Button button_type="button" busy=true>"Loading"</Button>
                <Button button_type="button" kind=Kind::Primary disabled=true>"Save"</Button>
                <Button button_type="button" disabled=true icon=Icon::Copy>"Duplicate"</Button>
            </div>
            <div class="actions">
                <IconButton button_type="button" icon=Icon::Play label="Continue"/>
                <IconButton button_type="button" icon=Icon::Pencil label="Edit" on=true/>
                <IconButton button_type="button" icon=Icon::Trash label="Delete" disabled=true/>
                <IconButton button_type="button" icon=Icon::Save label="Saving" busy=true/>
                <IconLink href="#buttons" icon=Icon::Search label="Search"/>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn Fields() -> impl IntoView {
    let projects = || {
        vec![
            Choice::new("", "No project"),
            Choice::new("1", "Webshop relaunch")
                .colour("teal")
                .group("Acme"),
            Choice::new("2", "Brand refresh")
                .colour("plum")
                .group("Acme"),
            Choice::new("3", "Mobile app")
                .colour("indigo")
                .group("Globex"),
        ]
    };
    view! {
        <Card title="Fields" explain="Label above, what is wrong in red below, then the hint.">
            <div class="row">
                <TextField name="show_name" label="Name" value="Acme" hint="As it stands on invoices."/>
                <TextField name="show_rate" label="Hourly rate" value="90.00" prefix="$" suffix="/h" inputmode="decimal"/>
                <TextField name="show_date" label="Date" kind="date" value="2026-11-20"/>
            </div>
            <div class="row">
                <TextField name="show_email" label="Email" kind="email" value="maya@" error="Enter a full e-mail address, such as maya@example.com."/>
                <TextField name="show_off" label="Plan" value="Team" disabled=true/>
            </div>
            <div class="row">
                <PasswordField name="show_password" label="Password" autocomplete="off" hint="10 characters or more." optional=true/>
                <SelectField name="show_select" label="Project" options=projects() value="1"/>
                <CheckList name="show_tags[]" label="Tags" chip=false prefix="#" options=tags() chosen=vec!["1".to_owned()]/>
            </div>
            <TextArea name="show_notes" label="Notes" value="Invoices go to the second floor.\nAsk for Robin."/>
            <FileField name="show_file" label="Choose a file or drop it here" accept=".csv" hint="A Toggl detailed CSV, up to 20 MB."/>
            <ErrorSummary error="That e-mail address and password do not belong together. Try again or reset the password."/>
        </Card>
    }
    .into_any()
}

fn tags() -> Vec<Choice> {
    [
        "design", "dev", "meetings", "research", "review", "sales", "support", "travel",
    ]
    .iter()
    .zip(1..)
    .map(|(name, id)| Choice::new(id.to_string(), *name))
    .collect()
}

#[component]
fn Choices() -> impl IntoView {
    let projects = vec![
        Choice::new("", "No project"),
        Choice::new("1", "Webshop relaunch").colour("teal"),
        Choice::new("3", "Mobile app").colour("indigo"),
        Choice::new("9", "Closed project")
            .colour("slate")
            .disabled(),
    ];
    let palette = COLOURS
        .map(|slug| (slug.to_owned(), slug.to_owned()))
        .to_vec();
    view! {
        <Card title="Choices" explain="Native controls in our clothes.">
            <div class="actions">
                <SelectChip name="chip_none" label="Project" icon=Icon::Folder options=projects.clone()/>
                <SelectChip name="chip_one" label="Project" icon=Icon::Folder options=projects value="1"/>
                <CheckList name="chip_tags[]" label="Tags" icon=Icon::Tag prefix="#" options=tags()/>
                <CheckList name="chip_some[]" label="Tags" icon=Icon::Tag prefix="#" options=tags() chosen=vec!["1".to_owned(), "2".to_owned(), "3".to_owned()]/>
                <CheckList name="chip_empty[]" label="Clients" options=vec![] empty="No clients yet."/>
                <ToggleIcon name="show_billable" label="Billable" icon=Icon::Dollar checked=true/>
                <ToggleIcon name="show_free" label="Billable" icon=Icon::Dollar/>
            </div>
            <div class="row">
                <CheckboxField name="show_check" label="Billable" checked=true hint="Time on this project can be invoiced."/>
                <CheckboxField name="show_uncheck" label="Archived too"/>
                <CheckboxField name="show_fixed" label="Not now" disabled=true/>
            </div>
            <Segmented
                name="show_theme"
                label="Theme"
                options=vec![Choice::new("system", "System"), Choice::new("light", "Light"), Choice::new("dark", "Dark")]
                value="system"
            />
            <ColourPicker name="show_colour" label="Colour" options=palette value="teal"/>
        </Card>
    }
    .into_any()
}

#[component]
fn Menus() -> impl IntoView {
    view! {
        <Card title="Menus and tabs" explain="They open without a script; Esc, arrows and a click outside work with one.">
            <div class="actions">
                <Menu label="Export" text="Export">
                    <MenuLink href="#menus" icon=Icon::Download>"CSV"</MenuLink>
                    <MenuLink href="#menus" icon=Icon::Document>"PDF"</MenuLink>
                </Menu>
                <Menu label="More actions">
                    <MenuLink href="#menus" icon=Icon::Pencil>"Edit"</MenuLink>
                    <MenuButton button_type="button" icon=Icon::Copy>"Duplicate"</MenuButton>
                    <MenuButton button_type="button" icon=Icon::Archive disabled=true>"Archive"</MenuButton>
                    <MenuLine/>
                    <MenuButton button_type="button" icon=Icon::Trash danger=true>"Delete"</MenuButton>
                </Menu>
            </div>
            <Tabs label="Example">
                <Tab href="#general" current=Signal::stored(false)>"General"</Tab>
                <Tab href="#data" current=Signal::stored(true)>"Data"</Tab>
                <Tab href="#members" current=Signal::stored(false)>"Members"</Tab>
            </Tabs>
            <Pager newer=Some("#newer".to_owned()) older=Some("#older".to_owned()) text="51 – 100 of 214"/>
        </Card>
    }
    .into_any()
}

#[component]
fn Messages() -> impl IntoView {
    let toasts = use_toasts();
    let query = use_params();
    let open = memo(move || query.with(|query| query.get("dialog").is_some()));
    view! {
        <Card title="Messages" explain="What happened, in the product's words; an error says what to do.">
            <Notice>"Dates were read as day/month/year in Europe/Berlin."</Notice>
            <Notice kind=NoticeKind::Good>"45 time entries were imported into Northwind Studio."</Notice>
            <Notice kind=NoticeKind::Warning title="2 lines were skipped">"Line 18: the end is before the start."</Notice>
            <Notice kind=NoticeKind::Error>"This file is not a CSV. Choose the file that Toggl exported."</Notice>
            <div class="actions">
                <Button
                    button_type="button"
                    on:click=move |_| toasts.push("Time entry deleted.", Some(ToastAction::new("Undo", move || toasts.push("It is back.", None))))
                >
                    "Toast with undo"
                </Button>
                <Button button_type="button" on:click=move |_| toasts.error("The server cannot be reached. Try again in a moment.")>
                    "Error toast"
                </Button>
                <ButtonLink href="/dev/ui?dialog=1" attr:data-noscroll="">"Dialog"</ButtonLink>
            </div>
            <div class="actions">
                <Badge>"Archived"</Badge>
                <Badge kind=BadgeKind::Good>"Billable"</Badge>
                <Badge kind=BadgeKind::Warning>"Overlaps"</Badge>
                <Badge kind=BadgeKind::Accent>"Running"</Badge>
            </div>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <Dialog title="Delete “Acme”?" close_href="/dev/ui">
                                <p>"Acme has no projects and no invoices. This cannot be undone."</p>
                                <footer class="dialog-actions">
                                    <ButtonLink href="/dev/ui" attr:data-noscroll="">"Cancel"</ButtonLink>
                                    <Button button_type="button" kind=Kind::Danger>"Delete client"</Button>
                                </footer>
                            </Dialog>
                        }
                    })
            }}
        </Card>
        <Card title="Nothing here" explain="An empty page says what belongs here and offers the first step.">
            <EmptyState icon=Icon::Folder title="No projects yet" text="Projects hold time for a client, with a colour and an hourly rate.">
                <Button button_type="button" kind=Kind::Primary icon=Icon::Plus>"Add Project"</Button>
            </EmptyState>
        </Card>
    }
    .into_any()
}
