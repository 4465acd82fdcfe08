//! The door: hands the arguments to the command line and its answer to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cairn::cli::run(std::env::args_os()))
}
