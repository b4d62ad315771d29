//! Verification codes by RFC 4226 and RFC 6238, written anew: what is tested does not test itself.

/// The code that an authenticator app with this Base32 secret shows at `at` (unix seconds).
pub fn code(secret: &str, at: i64) -> String {
    let counter = u64::try_from(at / 30).unwrap();
    let mac = hmac(&base32(secret), &counter.to_be_bytes());
    let at = usize::from(mac[19] & 0x0f);
    let number = u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Some code that is none of those around `at`.
pub fn wrong_code(secret: &str, at: i64) -> String {
    let near: Vec<String> = (-2..=2).map(|step| code(secret, at + 30 * step)).collect();
    (0..10)
        .map(|number| format!("{number:06}"))
        .find(|code| !near.contains(code))
        .unwrap()
}

/// The bytes behind Base32.
pub fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => panic!("no Base32: {text}"),
        };
        bits = (bits << 5) | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).unwrap());
            bits &= (1 << held) - 1;
        }
    }
    bytes
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 20] {
    let padded = |pad: u8| -> Vec<u8> {
        (0..64)
            .map(|at| key.get(at).copied().unwrap_or(0) ^ pad)
            .collect()
    };
    let inner = sha1(&[padded(0x36).as_slice(), message].concat());
    sha1(&[padded(0x5c).as_slice(), &inner].concat())
}

fn sha1(message: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words: Vec<u32> = block
            .chunks_exact(4)
            .map(|word| u32::from_be_bytes(word.try_into().unwrap()))
            .collect();
        for at in 16..80 {
            let word = words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16];
            words.push(word.rotate_left(1));
        }
        let mut turning = state;
        for (round, word) in words.iter().enumerate() {
            let [first, b, c, d, last] = turning;
            let (mixed, constant) = match round {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = first
                .rotate_left(5)
                .wrapping_add(mixed)
                .wrapping_add(last)
                .wrapping_add(constant)
                .wrapping_add(*word);
            turning = [next, first, b.rotate_left(30), c, d];
        }
        for (kept, new) in state.iter_mut().zip(turning) {
            *kept = kept.wrapping_add(new);
        }
    }
    let mut hash = [0; 20];
    for (bytes, word) in hash.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    hash
}

#[test]
fn codes_are_those_of_the_standard() {
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(base32(SECRET), b"12345678901234567890");
    assert_eq!(code(SECRET, 59), "287082");
    assert_eq!(code(SECRET, 20_000_000_000), "353130");
}
