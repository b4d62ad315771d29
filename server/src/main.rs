//! `timether`: one executable; the command line is its manual.

use std::process::ExitCode;

use server::cli;

fn main() -> ExitCode {
    cli::main()
}
