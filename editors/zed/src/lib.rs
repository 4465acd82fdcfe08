//! Starts `cairn lsp` for the Markdown and YAML of a folder that is open in Zed.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Cairn;

impl zed::Extension for Cairn {
    fn new() -> Cairn {
        Cairn
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        // The very program that checks in CI, so that both find the same.
        let command = worktree.which("cairn").ok_or("`cairn` is not on the PATH of this folder")?;
        Ok(Command { command, args: vec!["lsp".to_owned()], env: worktree.shell_env() })
    }
}

zed::register_extension!(Cairn);
