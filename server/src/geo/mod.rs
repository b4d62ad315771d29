//! Which country an address is in, by a database inside the executable: nothing is asked of anybody else.

mod countries;

use std::borrow::Cow;
use std::io::Read;
use std::net::IpAddr;
use std::path::Path;
use std::sync::LazyLock;

use app::sessions::Place;
use flate2::read::GzDecoder;
use maxminddb::{PathElement, Reader};
use rust_embed::RustEmbed;

use countries::country_name;

/// What `scripts/build` put there: `country.mmdb.gz`, or nothing in a clone that was never built.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/geo"]
#[allow_missing = true]
struct Bundle;

const BUNDLED: &str = "country.mmdb.gz";
const UNKNOWN: &str = "Unknown";

type Database = Reader<Cow<'static, [u8]>>;

/// Unpacked once, when an address is asked for: it is the same for everybody.
static BUNDLED_DATABASE: LazyLock<Option<Database>> = LazyLock::new(|| {
    let file = Bundle::get(BUNDLED)?;
    match unpack(&file.data) {
        Ok(database) => Some(database),
        Err(error) => {
            tracing::error!(%error, "the bundled country database cannot be read");
            None
        }
    }
});

fn unpack(packed: &[u8]) -> Result<Database, Box<dyn std::error::Error>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes)?;
    Ok(Reader::from_source(Cow::Owned(bytes))?)
}

/// Why a country database that was named cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the country database {path} (TIMETHER_GEOIP_FILE): {reason}")]
pub struct GeoError {
    path: String,
    reason: String,
}

/// Countries by address.
#[derive(Debug)]
pub struct Countries(Source);

enum Source {
    Bundled,
    File(Box<Database>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bundled => "Bundled",
            Self::File(_) => "File",
        })
    }
}

impl Countries {
    /// The bundled database, or the one in `file`.
    ///
    /// # Errors
    /// When the file cannot be read or is no country database.
    pub fn load(file: Option<&Path>) -> Result<Self, GeoError> {
        let Some(path) = file else {
            return Ok(Self(Source::Bundled));
        };
        let refuse = |reason: String| GeoError {
            path: path.display().to_string(),
            reason,
        };
        let bytes = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
        let database = Reader::from_source(Cow::Owned(bytes))
            .map_err(|_| refuse("this is no MMDB file".into()))?;
        if database.metadata().ip_version != 6 {
            return Err(refuse("it holds no IPv6 addresses".into()));
        }
        Ok(Self(Source::File(Box::new(database))))
    }

    /// What stands in the database, for operators: "MMDB of 2026, 123456 nodes"; `None` without one.
    #[must_use]
    pub fn describe(&self) -> Option<String> {
        let metadata = self.database()?.metadata();
        Some(format!(
            "{}, {} nodes",
            metadata.database_type, metadata.node_count
        ))
    }

    /// Where an address is: a country, "Local network", "This computer", or "Unknown".
    #[must_use]
    pub fn place(&self, address: &str) -> Place {
        let location = match address.parse::<IpAddr>() {
            Ok(parsed) => self.location(parsed.to_canonical()),
            Err(_) => UNKNOWN,
        };
        Place {
            address: address.to_owned(),
            location: location.to_owned(),
        }
    }

    fn location(&self, address: IpAddr) -> &'static str {
        if address.is_loopback() {
            "This computer"
        } else if is_local(address) {
            "Local network"
        } else {
            self.country(address).unwrap_or(UNKNOWN)
        }
    }

    fn database(&self) -> Option<&Database> {
        match &self.0 {
            Source::Bundled => BUNDLED_DATABASE.as_ref(),
            Source::File(database) => Some(database),
        }
    }

    fn country(&self, address: IpAddr) -> Option<&'static str> {
        let found = self.database()?.lookup(address).ok()?;
        // Flat as ip-location-db writes it, nested as GeoIP2 and its like do.
        let paths: [&[PathElement<'_>]; 2] = [
            &[PathElement::Key("country_code")],
            &[PathElement::Key("country"), PathElement::Key("iso_code")],
        ];
        paths.into_iter().find_map(|path| {
            let code = found.decode_path::<String>(path).ok()??;
            country_name(&code)
        })
    }
}

/// Addresses that are routed nowhere beyond a site or a link.
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            // The last one is what providers share among their customers.
            address.is_private()
                || address.is_link_local()
                || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 203.0.113.0/24 is Germany, 198.51.100.0/24 the code XX, `2001:db8::/32` Japan.
    const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/countries.mmdb");

    #[test]
    fn addresses_have_places() {
        let countries = Countries::load(Some(Path::new(FIXTURE))).unwrap();
        for (address, location) in [
            ("203.0.113.7", "Germany"),
            ("::ffff:203.0.113.7", "Germany"),
            ("2001:db8::1", "Japan"),
            ("198.51.100.1", UNKNOWN),
            ("8.8.8.8", UNKNOWN),
            ("2001:db9::1", UNKNOWN),
            ("127.0.0.1", "This computer"),
            ("::1", "This computer"),
            ("192.168.1.5", "Local network"),
            ("10.0.0.1", "Local network"),
            ("172.20.1.1", "Local network"),
            ("100.64.0.1", "Local network"),
            ("169.254.3.4", "Local network"),
            ("fd00::1", "Local network"),
            ("fe80::1", "Local network"),
            ("", UNKNOWN),
            ("nonsense", UNKNOWN),
        ] {
            let place = countries.place(address);
            assert_eq!(place.location, location, "{address}");
            assert_eq!(place.address, address);
        }
    }

    #[test]
    fn the_bundled_database_knows_well_known_addresses() {
        let countries = Countries::load(None).unwrap();
        // A clone that was never built has none.
        let known = countries.describe().is_some();
        for (address, country) in [
            ("8.8.8.8", "United States"),
            ("193.99.144.80", "Germany"),
            ("2a02:2e0:3fe:1001:302::", "Germany"),
            ("130.59.31.80", "Switzerland"),
        ] {
            let expected = if known { country } else { UNKNOWN };
            assert_eq!(countries.place(address).location, expected, "{address}");
        }
    }

    #[test]
    fn a_wrong_file_is_refused_in_words() {
        let no_database = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        for path in [Path::new("/nowhere.mmdb"), Path::new(no_database)] {
            let error = Countries::load(Some(path)).unwrap_err().to_string();
            assert!(error.contains("TIMETHER_GEOIP_FILE"), "{error}");
            assert!(error.contains(&path.display().to_string()), "{error}");
        }
    }
}
