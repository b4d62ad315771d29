//! Browser and device out of a `User-Agent`, by a short table of what stands in it.

use serde::{Deserialize, Serialize};

/// What a device looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// Something with a keyboard.
    Computer,
    /// Something to hold in a hand.
    Handheld,
    /// Nothing is known.
    Unknown,
}

/// A browser on a device, in people's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Device {
    /// "Firefox 140".
    pub browser: String,
    /// "Linux computer", "iPhone".
    pub name: String,
    /// What it looks like.
    pub kind: DeviceKind,
}

/// What stands before the version, and whose it is. Earlier ones also write what stands in later ones.
const BROWSERS: [(&str, &str); 24] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edge/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("MSIE ", "Internet Explorer"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("PostmanRuntime/", "Postman"),
    ("python-requests/", "Python"),
    ("okhttp/", "OkHttp"),
    ("Timether/", "Timether"),
];

/// What stands in the `User-Agent`, the system's name, and the device's. Earlier ones also write what stands in later
/// ones.
const SYSTEMS: [(&str, &str, &str, DeviceKind); 13] = [
    (
        "Windows Phone",
        "Windows Phone",
        "Windows phone",
        DeviceKind::Handheld,
    ),
    ("iPhone", "iOS", "iPhone", DeviceKind::Handheld),
    ("iPad", "iPadOS", "iPad", DeviceKind::Handheld),
    ("iPod", "iOS", "iPod", DeviceKind::Handheld),
    ("Android", "Android", "Android tablet", DeviceKind::Handheld),
    ("CrOS", "ChromeOS", "Chromebook", DeviceKind::Computer),
    (
        "Windows",
        "Windows",
        "Windows computer",
        DeviceKind::Computer,
    ),
    ("Macintosh", "macOS", "Mac", DeviceKind::Computer),
    ("Mac OS X", "macOS", "Mac", DeviceKind::Computer),
    (
        "FreeBSD",
        "FreeBSD",
        "FreeBSD computer",
        DeviceKind::Computer,
    ),
    (
        "OpenBSD",
        "OpenBSD",
        "OpenBSD computer",
        DeviceKind::Computer,
    ),
    ("Linux", "Linux", "Linux computer", DeviceKind::Computer),
    ("X11", "Unix", "Unix computer", DeviceKind::Computer),
];

const NO_BROWSER: &str = "Unknown browser";

impl Device {
    /// The browser and device that sent this `User-Agent`.
    #[must_use]
    pub fn of(agent: &str) -> Self {
        let (browser, version) = browser(agent);
        let browser = match version {
            "" => browser.to_owned(),
            version => format!("{browser} {version}"),
        };
        let (_, name, kind) = system(agent);
        Self {
            browser,
            name: name.to_owned(),
            kind,
        }
    }

    /// Both in one line: `Firefox 140, Linux computer`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}, {}", self.browser, self.name)
    }
}

/// What a browser is known by across its updates: `Firefox on Linux`.
#[must_use]
pub fn device_key(agent: &str) -> String {
    let (browser, _) = browser(agent);
    let (system, ..) = system(agent);
    format!("{browser} on {system}")
}

/// The browser's name and its major version, which may be missing.
fn browser(agent: &str) -> (&'static str, &str) {
    if let Some((name, rest)) = BROWSERS
        .iter()
        .find_map(|(mark, name)| agent.split_once(mark).map(|(_, rest)| (*name, rest)))
    {
        return (name, major(rest));
    }
    if agent.contains("Trident/") {
        return (
            "Internet Explorer",
            agent.split_once("rv:").map_or("", |(_, rest)| major(rest)),
        );
    }
    if agent.contains("Safari/") {
        let version = agent.split_once("Version/");
        return ("Safari", version.map_or("", |(_, rest)| major(rest)));
    }
    (NO_BROWSER, "")
}

/// The leading digits, unless there are more than a version has.
fn major(version: &str) -> &str {
    let digits = version.bytes().take_while(u8::is_ascii_digit).count();
    if digits <= 5 { &version[..digits] } else { "" }
}

/// The system's name, the device's and its looks.
fn system(agent: &str) -> (&'static str, &'static str, DeviceKind) {
    let found = SYSTEMS.iter().find(|(mark, ..)| agent.contains(mark));
    match found {
        Some((_, "Android", _, kind)) if agent.contains("Mobile") => {
            ("Android", "Android phone", *kind)
        }
        Some((_, system, name, kind)) => (system, name, *kind),
        None => ("an unknown system", "Unknown device", DeviceKind::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What browsers send, and what is made of it: browser, device, key.
    const REAL: [(&str, &str, &str, &str); 17] = [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox 140",
            "Linux computer",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Chrome 142",
            "Windows computer",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53",
            "Edge 142",
            "Windows computer",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            "Safari 26",
            "Mac",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari 18",
            "iPhone",
            "Safari on iOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
            "Chrome 142",
            "iPhone",
            "Chrome on iOS",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/144.0 Mobile/15E148 Safari/605.1.15",
            "Firefox 144",
            "iPad",
            "Firefox on iPadOS",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
            "Chrome 142",
            "Android phone",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36",
            "Samsung Internet 28",
            "Android tablet",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
            "Firefox 144",
            "Android phone",
            "Firefox on Android",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Chrome 141",
            "Chromebook",
            "Chrome on ChromeOS",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36",
            "Chrome 142",
            "Linux computer",
            "Chrome on Linux",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0",
            "Opera 124",
            "Linux computer",
            "Opera on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
            "Internet Explorer 11",
            "Windows computer",
            "Internet Explorer on Windows",
        ),
        (
            "curl/8.14.1",
            "curl 8",
            "Unknown device",
            "curl on an unknown system",
        ),
        (
            "",
            NO_BROWSER,
            "Unknown device",
            "Unknown browser on an unknown system",
        ),
        (
            "<script>alert(1)</script>",
            NO_BROWSER,
            "Unknown device",
            "Unknown browser on an unknown system",
        ),
    ];

    #[test]
    fn real_browsers_are_recognised() {
        for (agent, browser, name, key) in REAL {
            let device = Device::of(agent);
            assert_eq!(
                (device.browser.as_str(), device.name.as_str()),
                (browser, name),
                "{agent}"
            );
            assert_eq!(device_key(agent), key, "{agent}");
        }
    }

    #[test]
    fn a_version_that_is_none_is_left_out() {
        assert_eq!(Device::of("Firefox/123456789").browser, "Firefox");
        assert_eq!(Device::of("Firefox/x").browser, "Firefox");
    }

    proptest! {
        #[test]
        fn no_text_panics(agent in "\\PC*|(Firefox/|Version/|Safari/|Android|é|1){0,6}") {
            let device = Device::of(&agent);
            prop_assert!(device.text().len() < 60);
        }
    }
}
