//! A CSV file of any app: encoding, separator, columns and dates found out, every row read; and its columns as a person
//! would choose them.
#![no_main]

use fuzz::{read_all, reading};
use libfuzzer_sys::fuzz_target;
use server::imports::{Spool, read_columns};

fuzz_target!(|bytes: &[u8]| {
    read_all(bytes, &reading(None));
    let Ok(columns) = read_columns(&Spool::from(bytes.to_vec())) else {
        return;
    };
    // By what the columns seem to mean, the way of files of no known app.
    let roles: Vec<&str> = columns.iter().map(|column| column.guess.slug()).collect();
    let mut mapped = reading(None);
    mapped.columns = roles.join(",");
    read_all(bytes, &mapped);
});
