//! The typefaces as layout sees them: which characters they have, and how wide each is.

/// A length in hundredths of a point.
pub(super) type Len = i32;

/// How strong letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Running text.
    Regular,
    /// Headings and sums.
    Strong,
}

/// One typeface.
#[derive(Debug)]
pub(super) struct Face {
    /// By code point, in thousandths of the type size; `None` where the face has no such character.
    advances: Vec<Option<u16>>,
}

impl Face {
    /// Code points from here on are in no face.
    pub(super) const END: u32 = 0x2800;

    /// A face whose characters are as wide as `advance` says.
    pub(super) fn new(advance: impl Fn(char) -> Option<u16>) -> Self {
        let advances = (0..Self::END)
            .map(|code| char::from_u32(code).and_then(&advance))
            .collect();
        Self { advances }
    }

    fn advance(&self, c: char) -> Option<u16> {
        let at = usize::try_from(u32::from(c)).ok()?;
        self.advances.get(at).copied().flatten()
    }

    /// Whether it can be written.
    pub(super) fn has(&self, c: char) -> bool {
        self.advance(c).is_some()
    }

    /// How wide a character is in type of this size.
    pub(super) fn width_of(&self, c: char, size: Len) -> Len {
        Len::from(self.advance(c).unwrap_or_default()) * size / 1000
    }

    /// How wide a text is in type of this size.
    pub(super) fn width(&self, text: &str, size: Len) -> Len {
        text.chars().map(|c| self.width_of(c, size)).sum()
    }
}

/// Both faces of a report.
#[derive(Debug)]
pub(super) struct Faces {
    /// Running text.
    pub(super) regular: Face,
    /// Headings and sums.
    pub(super) strong: Face,
}

impl Faces {
    /// The face of this weight.
    pub(super) const fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        }
    }

    /// Every ASCII and Latin-1 character 500 wide: for tests of what stands where.
    #[cfg(test)]
    pub(super) fn even() -> Self {
        let face = || {
            Face::new(|c| {
                let known = !c.is_control() && (c < '\u{250}' || "–·□…’“”€Ω".contains(c));
                known.then_some(500)
            })
        };
        Self {
            regular: face(),
            strong: face(),
        }
    }
}
