//! The palette a project's colour is chosen from: seventeen hues that work in light and dark, on screen and paper.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! palette {
    ($($name:ident, $slug:literal, $label:literal, $hex:literal;)+) => {
        /// One of the seventeen colours.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Colour {
            $(
                #[doc = concat!($label, ", `", stringify!($hex), "` on a light ground.")]
                $name,
            )+
        }

        impl Colour {
            /// The palette, in the order of the rainbow.
            pub const ALL: [Self; 17] = [$(Self::$name),+];

            /// As stored, sent and named in style sheets: `teal`.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug),+ }
            }

            /// As shown: `Teal`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $label),+ }
            }

            /// As `0xRRGGBB` on a light ground, for paper and for exports.
            #[must_use]
            pub const fn rgb(self) -> u32 {
                match self { $(Self::$name => $hex),+ }
            }
        }
    };
}

palette! {
    Red, "red", "Red", 0x00d0_3438;
    Orange, "orange", "Orange", 0x00e0_5f12;
    Amber, "amber", "Amber", 0x00b9_770e;
    Yellow, "yellow", "Yellow", 0x00c2_9a0b;
    Lime, "lime", "Lime", 0x0065_a30d;
    Green, "green", "Green", 0x002f_9142;
    Emerald, "emerald", "Emerald", 0x0005_9669;
    Teal, "teal", "Teal", 0x000f_8a83;
    Cyan, "cyan", "Cyan", 0x0008_91b2;
    Sky, "sky", "Sky", 0x0002_84c7;
    Blue, "blue", "Blue", 0x0025_63eb;
    Indigo, "indigo", "Indigo", 0x004d_5bd1;
    Violet, "violet", "Violet", 0x007c_3aed;
    Plum, "plum", "Plum", 0x009a_3fa0;
    Pink, "pink", "Pink", 0x00db_2777;
    Rose, "rose", "Rose", 0x00e1_1d48;
    Slate, "slate", "Slate", 0x0064_748b;
}

/// The text names no colour of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This colour is not in the palette. Choose one of the seventeen, such as teal.")]
pub struct ColourError;

impl Colour {
    /// The colour of the `index`th new project: goes round the palette in wide steps, so that neighbours differ.
    #[must_use]
    pub const fn by_index(index: usize) -> Self {
        // 17 is prime: steps of 7 meet every colour before the first comes again.
        Self::ALL[(Self::Teal as usize + index % Self::ALL.len() * 7) % Self::ALL.len()]
    }

    /// The palette's nearest to an imported `#rrggbb` or `#rgb`, as the eye sees it. `None` when it is no such colour.
    #[must_use]
    pub fn from_hex_nearest(hex: &str) -> Option<Self> {
        // Below this chroma the eye sees a grey; slate itself has 0.046.
        const GREY: f64 = 0.05;
        let [lightness, a, b] = oklab(parse_hex(hex)?);
        let chroma = a.hypot(b);
        if chroma < GREY {
            return Some(Self::Slate);
        }
        // Hue tells projects apart; how light a colour was matters little, and how vivid not at all.
        let distance = |colour: Self| {
            let [own_lightness, own_a, own_b] = oklab(colour.rgb());
            let own_chroma = own_a.hypot(own_b);
            (own_a / own_chroma - a / chroma).powi(2)
                + (own_b / own_chroma - b / chroma).powi(2)
                + ((own_lightness - lightness) * 0.3).powi(2)
        };
        Self::ALL
            .into_iter()
            .filter(|colour| *colour != Self::Slate)
            .min_by(|x, y| distance(*x).total_cmp(&distance(*y)))
    }
}

fn parse_hex(hex: &str) -> Option<u32> {
    let digits = hex.trim().trim_start_matches('#');
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    // In "#1af" each digit stands for itself twice.
    let digits = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    u32::from_str_radix(&digits, 16).ok()
}

/// Björn Ottosson's Oklab, in which distances are near to what the eye sees.
fn oklab(rgb: u32) -> [f64; 3] {
    let [_, red, green, blue] = rgb.to_be_bytes();
    let [r, g, b] = [red, green, blue].map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    let dot = |x: [f64; 3], [u, v, w]: [f64; 3]| x[0].mul_add(u, x[1].mul_add(v, x[2] * w));
    let cones = [
        [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
        [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
        [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
    ]
    .map(|row| dot([r, g, b], row).cbrt());
    [
        [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
        [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
        [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
    ]
    .map(|row| dot(cones, row))
}

impl Default for Colour {
    /// Teal, the product's own.
    fn default() -> Self {
        Self::Teal
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        Self::ALL
            .into_iter()
            .find(|colour| colour.slug().eq_ignore_ascii_case(text.trim()))
            .ok_or(ColourError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_and_json() {
        for colour in Colour::ALL {
            assert_eq!(colour.slug().parse(), Ok(colour));
            assert_eq!(colour.name().parse(), Ok(colour));
            let json = serde_json::to_string(&colour).unwrap();
            assert_eq!(json, format!("\"{colour}\""));
            assert_eq!(serde_json::from_str::<Colour>(&json).unwrap(), colour);
        }
        assert_eq!("beige".parse::<Colour>(), Err(ColourError));
    }

    #[test]
    fn every_colour_is_handed_out_before_one_comes_again() {
        let mut handed: Vec<_> = (0..17).map(Colour::by_index).collect();
        assert_eq!(handed[0], Colour::default());
        assert_eq!(Colour::by_index(17), handed[0]);
        handed.sort_unstable();
        assert_eq!(handed, Colour::ALL);
        let _ = Colour::by_index(usize::MAX);
    }

    #[test]
    fn imported_colours_find_their_like() {
        for (hex, colour) in [
            ("#ff0000", Colour::Red),
            ("#f00", Colour::Red),
            ("00ff00", Colour::Green),
            ("#0000FF", Colour::Blue),
            ("#0b83d9", Colour::Sky),
            ("#06a893", Colour::Teal),
            ("#990099", Colour::Plum),
            ("#c7af14", Colour::Yellow),
            ("#d94182", Colour::Pink),
            ("#e36a00", Colour::Orange),
            ("#465bb3", Colour::Indigo),
            ("#525266", Colour::Slate),
            ("#000000", Colour::Slate),
            ("#ffffff", Colour::Slate),
        ] {
            assert_eq!(Colour::from_hex_nearest(hex), Some(colour), "{hex}");
        }
        for colour in Colour::ALL {
            assert_eq!(
                Colour::from_hex_nearest(&format!("#{:06x}", colour.rgb())),
                Some(colour)
            );
        }
        for text in ["", "#", "red", "#12345", "#1234567", "#ggg", "#é12"] {
            assert_eq!(Colour::from_hex_nearest(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_hex_has_a_colour(rgb in 0..0x0100_0000_u32) {
            let hex = format!("#{rgb:06X}");
            prop_assert!(Colour::from_hex_nearest(&hex).is_some());
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (Colour::from_hex_nearest(&text), text.parse::<Colour>());
        }
    }
}
