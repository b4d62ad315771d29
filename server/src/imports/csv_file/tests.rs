//! Encodings, separators, lines, and files that are something else.

use super::*;
use proptest::prelude::*;

fn csv(bytes: &[u8]) -> Result<CsvFile, FileError> {
    CsvFile::read(&bytes.to_vec().into())
}

fn rows(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    let file = csv(bytes).unwrap();
    file.rows()
        .map(Result::unwrap)
        .map(|row| (row.line, row.cells().map(str::to_owned).collect()))
        .collect()
}

fn utf_16_of(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

#[test]
fn encodings() {
    let text = "Name,Größe\nJörg 🕰,“1 €”\n";
    let wanted = vec![(2, vec!["Jörg 🕰".to_owned(), "“1 €”".to_owned()])];
    assert_eq!(rows(text.as_bytes()), wanted);
    assert_eq!(
        rows(&["\u{feff}".as_bytes(), text.as_bytes()].concat()),
        wanted
    );
    assert_eq!(rows(&utf_16_of(text, true)), wanted);
    assert_eq!(rows(&utf_16_of(text, false)), wanted);
    let western = csv(b"Name,Gr\xf6\xdfe\nJ\xf6rg,1 \x80\n").unwrap();
    assert_eq!(western.names(), ["name", "größe"]);
    assert_eq!(western.rows().next().unwrap().unwrap().cell(Some(1)), "1 €");
    assert_eq!(western.encoding().name(), "Windows-1252");
}

#[test]
fn separators_and_line_ends() {
    for text in [
        "A,B,C\n1,\"2,5\",3\n",
        "A;B;C\r\n1;2,5;3\r\n",
        "A\tB\tC\r1\t2,5\t3",
        "\"sep=;\"\nA;B;C\n1;2,5;3",
        "\n\nA|B|C\n\n1|2,5|3\n\n",
    ] {
        let rows = rows(text.as_bytes());
        assert_eq!(rows.len(), 1, "{text:?}");
        assert_eq!(rows[0].1, ["1", "2,5", "3"], "{text:?}");
    }
}

#[test]
fn rows_decide_where_the_header_could_be_cut_in_two_ways() {
    let header = "Date;Hours;Notes, remarks, everything, else\n";
    let rows = "2026-11-02;1,5;Site\n2026-11-03;2,25;\"a, b\"\n";
    let file = csv(format!("{header}{rows}").as_bytes()).unwrap();
    assert_eq!((file.separator(), file.names().len()), ("semicolon", 3));
    // A row that is cut off does not outvote the others, wherever it stands.
    let many = rows.repeat(20_000);
    let file = csv(format!("{header}1,2,3,4\n{many}").as_bytes()).unwrap();
    assert_eq!(file.separator(), "semicolon");
    let alone = csv(header.as_bytes()).unwrap();
    assert_eq!((alone.separator(), alone.names().len()), ("comma", 4));
}

#[test]
fn rows_beyond_the_bound_are_an_error() {
    let file = csv(b"A,B\n1,2\n\n,\n3,4\n5,6\n").unwrap();
    let rows: Vec<_> = file
        .rows_up_to(2)
        .map(|row| row.map(|row| row.line))
        .collect();
    assert_eq!(rows, [Ok(2), Ok(5), Err(FileError::ManyRows)]);
    assert!(file.rows_up_to(3).all(|row| row.is_ok()));
}

#[test]
fn lines_are_those_of_the_file() {
    let found = rows(b"A,B\n1,\"two\nlines\"\n\n\n2,x\n,\n3,y");
    let lines: Vec<_> = found
        .iter()
        .map(|(line, cells)| (*line, cells[0].as_str()))
        .collect();
    assert_eq!(lines, [(2, "1"), (6, "2"), (8, "3")]);
    assert_eq!(rows(b"sep=,\nA,B\n1,2")[0].0, 3);
}

#[test]
fn an_open_quotation_mark_is_noticed() {
    let file = csv(b"A,B\n1,2\n3,\"four\n5,6\n7,8\n").unwrap();
    let rows: Vec<_> = file
        .rows()
        .map(Result::unwrap)
        .map(|row| (row.line, row.swallowed_lines))
        .collect();
    assert_eq!(rows, [(2, 0), (3, 2)]);
}

#[test]
fn what_is_no_csv_file_is_named() {
    for (bytes, error) in [
        (&b""[..], FileError::Empty),
        (b" \r\n\t\n", FileError::Empty),
        (b"\xef\xbb\xbf", FileError::Empty),
        (
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            FileError::OtherKind("a JPEG picture"),
        ),
        (b"%PDF-1.7\n", FileError::OtherKind("a PDF document")),
        (
            b"PK\x03\x04\x14",
            FileError::OtherKind("a ZIP archive or an Excel workbook"),
        ),
        (b"a,b\n\0,\0", FileError::NotText),
        (b"\xff\xfea", FileError::NotText),
        (b"Dear diary\ntoday I worked", FileError::NoColumns),
    ] {
        assert_eq!(csv(bytes).unwrap_err(), error, "{bytes:?}");
    }
}

#[test]
fn headers_that_go_on_and_on_are_refused() {
    let many = |count: usize| format!("{}\n1,2\n", "a,".repeat(count));
    assert_eq!(
        csv(many(100_000).as_bytes()).unwrap_err(),
        FileError::ManyColumns
    );
    assert_eq!(csv(many(999).as_bytes()).unwrap().names().len(), 999);
    let long = format!("a,{}\n1,2\n", "x".repeat(2 * 1024 * 1024));
    assert_eq!(csv(long.as_bytes()).unwrap_err(), FileError::NoColumns);
}

#[test]
fn column_names_are_compared_loosely() {
    let file = csv("\u{feff}START_DATE; Start  time ;Amount (EUR);;\n".as_bytes()).unwrap();
    assert_eq!(file.header(), ["START_DATE", "Start  time", "Amount (EUR)"]);
    assert_eq!(file.separator(), "semicolon");
    assert_eq!(file.names(), ["start date", "start time", "amount (eur)"]);
    assert_eq!(file.column(&["from", "start time"]), Some(1));
    assert_eq!(file.column(&["end"]), None);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(file) = csv(&bytes) {
            prop_assert!(file.rows().count() <= bytes.len());
        }
    }

    #[test]
    fn what_was_written_is_read(cells in prop::collection::vec(prop::collection::vec("[^\r\0]{0,8}", 3), 1..8), delimiter in prop::sample::select(vec![b',', b';', b'\t'])) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["one", "two", "three"]).unwrap();
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let read: Vec<_> = rows(&writer.into_inner().unwrap()).into_iter().map(|(_, row)| row).collect();
        let wanted: Vec<_> = cells.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        prop_assert_eq!(read, wanted);
    }
}
